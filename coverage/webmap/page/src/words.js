// What the page itself says. Words about data come with the data.

const words = {
  vi: {
    title: 'Phủ sóng di động và cáp quang', skip: 'Đi nhanh', choices: 'Chọn số liệu', skipTable: 'Đến bảng số liệu', skipMap: 'Đến bản đồ', skipSearch: 'Đến ô tìm kiếm',
    language: 'Ngôn ngữ', search: 'Tìm xã, phường hoặc mã', searchHint: 'Gõ không dấu cũng được, ví dụ “can giuoc”',
    found: 'Có {n} kết quả', foundNone: 'Không tìm thấy “{q}”', clear: 'Xóa ô tìm kiếm',
    indicator: 'Chỉ số', technology: 'Công nghệ', operator: 'Doanh nghiệp', date: 'Ngày số liệu', level: 'Cấp hành chính',
    allTechnologies: 'Tất cả', 
    headlines: 'Số liệu chính', figure: 'Số liệu đang xem', definition: 'Cách tính', assumed: '{n} giá trị đầu vào được giả định',
    of: '{a} trên {b} {unit}', count: '{a} {unit}', unknown: 'Chưa xác định: {n}', none: 'Chưa xác định: 0',
    missing: '{n} xã, phường chưa có số liệu', missingNone: 'đủ số liệu mọi xã, phường', noData: 'Chưa xác định', since: '{p} điểm phần trăm so với {d}', asOf: 'Số liệu đến {d}',
    showOnMap: 'Xem trên bản đồ và bảng: {t}', showing: 'đang xem',
    map: 'Bản đồ', mapAlt: 'Bản đồ {t}. Số liệu của bản đồ nằm trong bảng bên cạnh. Phím mũi tên để di chuyển, + và − để phóng to, thu nhỏ, Enter để chọn nơi ở giữa bản đồ.',
    mapFailed: 'Trình duyệt này không vẽ được bản đồ tương tác. Số liệu và bảng vẫn đầy đủ; dưới đây là bản đồ tĩnh.', mapLoading: 'Đang vẽ bản đồ…',
    mapNone: 'Không có ranh giới để vẽ bản đồ; xem bảng.', zoomIn: 'Phóng to', zoomOut: 'Thu nhỏ', zoomAll: 'Xem toàn bộ',
    legend: 'Chú giải', layers: 'Lớp bản đồ', gaps: 'Vùng chưa được phủ', sites: 'Trạm BTS', hamlets: 'Thôn, bản', signal: 'Mức thu', units: 'số xã, phường',
    unchanged: 'không đổi so với {d}', anySite: 'vị trí có trạm', siteWith: 'có {t}', siteWithout: 'công nghệ khác', gapWhite: 'Vùng trắng sóng', gapGap: 'Vùng lõm sóng', gapFiber: 'Hộ chưa có cáp quang', near: 'hiện khi phóng to bản đồ', noLayer: 'Số liệu này không có vùng để vẽ',
    white: 'trắng sóng', gap: 'lõm sóng', weak: 'sóng yếu', served: 'đã phủ sóng', unknownClass: 'chưa xác định', undecided: 'chưa rõ mức độ', not_connected: 'chưa kết nối', not_passed: 'chưa có hạ tầng', mixed: 'một phần chưa có hạ tầng, một phần chưa kết nối',
    table: 'Bảng theo đơn vị hành chính', tabUnits: 'Đơn vị hành chính', tabGaps: 'Vùng chưa được phủ', name: 'Tên', code: 'mã {c}', share: 'Tỷ lệ', covered: 'Được phủ', uncovered: 'Chưa được phủ', unknownColumn: 'Chưa xác định', total: 'Tổng số',
    coveredFiber: 'Đã có', uncoveredFiber: 'Chưa có', number: 'Số lượng', rows: 'Dòng {a}–{b} trên {n}', rowsNone: 'Không có dòng nào', previous: 'Trang trước', next: 'Trang sau', page: 'Trang của bảng',
    sortedBy: 'Xếp theo {c}, {d}', ascending: 'tăng dần', descending: 'giảm dần', updated: '{t}: {p}. {m}',
    gapsCount: '{n} vùng, từ nhiều hộ nhất', gapsShown: '{n} vùng; hiện {m} vùng nhiều hộ nhất', gapsNone: 'Không có vùng nào chưa được phủ theo số liệu này', gapPlace: 'Nơi', people: 'Dân số', households: 'Hộ', area: 'Diện tích (km²)', cause: 'Nguyên nhân',
    close: 'Đóng', why: 'Vì sao', stations: 'Trạm gần nhất', remedies: 'Làm gì để phủ', caveats: 'Lưu ý', zoomTo: 'Đến nơi này trên bản đồ', gapsHere: 'Vùng chưa được phủ ở đây',
    station: 'Trạm', distance: 'Cách', bearing: 'Hướng', note: 'Ghi chú', cardLoading: 'Đang tìm câu trả lời…', selected: 'Đã chọn {t}', answer: 'Câu trả lời', choose: 'Bấm vào một xã hoặc một vùng trên bản đồ, hoặc một dòng của bảng, để biết vì sao chưa được phủ và làm gì để phủ.',
    download: 'Tải đúng nội dung đang xem', notes: 'Định nghĩa và nguồn', criterion: 'Tiêu chí', boundaries: 'địa giới {e}', what_figures: 'Bảng số liệu', what_gaps: 'Vùng chưa được phủ', what_units: 'Ranh giới kèm số liệu', what_sites: 'Trạm BTS', what_hamlets: 'Thôn, bản', what_map: 'Bản đồ', what_report: 'Báo cáo đầy đủ', what_data: 'Toàn bộ dữ liệu bản đồ', failed: 'Không tải được số liệu: {e}. Tải lại trang hoặc chạy lại phusong serve.', retry: 'Thử lại', loading: 'Đang tải…',
    north: 'B', northEast: 'ĐB', east: 'Đ', southEast: 'ĐN', south: 'N', southWest: 'TN', west: 'T', northWest: 'TB', moreGaps: 'và {n} vùng khác', mapPicture: 'Ảnh bản đồ (PNG)',
  },
  en: {
    title: 'Mobile and fibre coverage', skip: 'Skip links', choices: 'What is shown', skipTable: 'To the table', skipMap: 'To the map', skipSearch: 'To the search box',
    language: 'Language', search: 'Find a commune or code', searchHint: 'Tone marks are not needed: “can giuoc”',
    found: '{n} found', foundNone: 'Nothing found for “{q}”', clear: 'Clear the search box',
    indicator: 'Indicator', technology: 'Technology', operator: 'Operator', date: 'Date of data', level: 'Administrative level',
    allTechnologies: 'All',
    headlines: 'Headline figures', figure: 'Figure shown', definition: 'Definition', assumed: '{n} input values assumed',
    of: '{a} of {b} {unit}', count: '{a} {unit}', unknown: 'Unknown: {n}', none: 'Unknown: 0',
    missing: '{n} communes without data', missingNone: 'data for every commune', noData: 'No data', since: '{p} points since {d}', asOf: 'As of {d}',
    showOnMap: 'Show on map and in table: {t}', showing: 'shown',
    map: 'Map', mapAlt: 'Map of {t}. The table beside it holds the same figures. Arrow keys move it, + and − zoom, Enter chooses what is at its centre.',
    mapFailed: 'This browser cannot draw the interactive map. Figures and table are complete; below is a static map.', mapLoading: 'Drawing the map…',
    mapNone: 'There are no boundaries to draw; see the table.', zoomIn: 'Zoom in', zoomOut: 'Zoom out', zoomAll: 'Show all',
    legend: 'Legend', layers: 'Map layers', gaps: 'Uncovered areas', sites: 'Stations', hamlets: 'Hamlets', signal: 'Signal level', units: 'communes',
    unchanged: 'unchanged since {d}', anySite: 'site with a station', siteWith: 'with {t}', siteWithout: 'other technologies', gapWhite: 'White area: no signal at all', gapGap: 'Gap: other technologies only', gapFiber: 'Households without fibre', near: 'shown when the map is zoomed in', noLayer: 'This figure has no areas to draw',
    white: 'white', gap: 'gap', weak: 'weak', served: 'served', unknownClass: 'unknown', undecided: 'undecided', not_connected: 'not connected', not_passed: 'not passed', mixed: 'partly not passed, partly not connected',
    table: 'Table of administrative units', tabUnits: 'Units', tabGaps: 'Uncovered areas', name: 'Name', code: 'code {c}', share: 'Share', covered: 'Covered', uncovered: 'Uncovered', unknownColumn: 'Unknown', total: 'Total',
    coveredFiber: 'With', uncoveredFiber: 'Without', number: 'Number', rows: 'Rows {a}–{b} of {n}', rowsNone: 'No rows', previous: 'Previous page', next: 'Next page', page: 'Pages of the table',
    sortedBy: 'Sorted by {c}, {d}', ascending: 'ascending', descending: 'descending', updated: '{t}: {p}. {m}',
    gapsCount: '{n} areas, most households first', gapsShown: '{n} areas; the {m} with most households shown', gapsNone: 'No area is uncovered by this figure', gapPlace: 'Place', people: 'People', households: 'Households', area: 'Area (km²)', cause: 'Cause',
    close: 'Close', why: 'Why', stations: 'Nearest stations', remedies: 'What would close it', caveats: 'Mind', zoomTo: 'Go there on the map', gapsHere: 'Uncovered areas here',
    station: 'Station', distance: 'Away', bearing: 'Towards', note: 'Note', cardLoading: 'Looking for the answer…', selected: '{t} chosen', answer: 'Answer', choose: 'Click a commune or an area on the map, or a row of the table, to see why it is not covered and what would close it.',
    download: 'Download exactly what is shown', notes: 'Definitions and sources', criterion: 'Criterion', boundaries: 'boundaries {e}', what_figures: 'Table', what_gaps: 'Uncovered areas', what_units: 'Boundaries with figures', what_sites: 'Stations', what_hamlets: 'Hamlets', what_map: 'Map', what_report: 'Full report', what_data: 'All map data', failed: 'The data could not be loaded: {e}. Load the page again or restart phusong serve.', retry: 'Try again', loading: 'Loading…',
    north: 'N', northEast: 'NE', east: 'E', southEast: 'SE', south: 'S', southWest: 'SW', west: 'W', northWest: 'NW', moreGaps: 'and {n} more', mapPicture: 'Picture of the map (PNG)',
  },
};

/** The page's text for a key; {names} are filled from values. */
export function text(lang, key, values = {}) {
  const found = words[lang][key] ?? words.en[key] ?? key;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** The keys of a language, for the test that both have the same. */
export const keys = (lang) => Object.keys(words[lang]);

const winds = ['north', 'northEast', 'east', 'southEast', 'south', 'southWest', 'west', 'northWest'];

/** The point of the compass nearest to an azimuth in degrees. */
export const wind = (lang, azimuthDeg) => text(lang, winds[Math.round(azimuthDeg / 45) % 8]);

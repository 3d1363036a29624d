// Where data come from: first the dictionary within the page (the offline file),
// then the server. A file opened from a disk never asks anything of anyone.

let dictionary = null;
let version = '';
const kept = new Map();

/** Whether the page is the offline file. */
export const offline = () => dictionary !== null;

/** Reads the dictionary of the offline file, plain or packed; without one nothing happens. */
export async function open() {
  const plain = document.getElementById('phusong-data');
  const packed = document.getElementById('phusong-packed');
  if (plain) dictionary = JSON.parse(plain.textContent);
  if (packed) dictionary = { ...dictionary, ...JSON.parse(await unpack(packed.textContent.trim())) };
}

async function unpack(base64) {
  const stream = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

function bytesOf(base64) {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** An answer that is not there; the caller says what that means. */
export class Missing extends Error {}

/** Names the version of the data: answers asked for with it never change. */
export function pin(name) {
  version = name || '';
}

/** The JSON at a path; each is asked for once. Failures are not kept. */
export function json(path) {
  if (!kept.has(path)) {
    const answer = dictionary ? fromDictionary(path) : fetched(path).then((r) => r.json());
    kept.set(path, answer);
    answer.catch(() => kept.delete(path));
  }
  return kept.get(path);
}

async function fromDictionary(path) {
  const bare = path.split('?')[0];
  if (!(bare in dictionary)) throw new Missing(bare);
  return dictionary[bare];
}

async function fetched(path) {
  const answer = await fetch(address(path), { credentials: 'same-origin' });
  if (answer.status === 404) throw new Missing(path);
  if (!answer.ok) throw new Error(`${answer.status} ${path}`);
  return answer;
}

/** The bytes of a tile; null where there is none. */
export async function bytes(path) {
  if (dictionary) return path in dictionary ? bytesOf(dictionary[path]).buffer : null;
  const answer = await fetch(address(path), { credentials: 'same-origin' });
  if (answer.status === 404 || answer.status === 204) return null;
  if (!answer.ok) throw new Error(`${answer.status} ${path}`);
  return answer.arrayBuffer();
}

/** An address of a picture that an img element or a layer can load. */
export function picture(path) {
  if (!dictionary) return address(path);
  return path in dictionary ? `data:image/png;base64,${dictionary[path]}` : '';
}

/** Escapes the segments of a path: names of operators may hold anything. */
export function escaped(path) {
  return path.split('/').map(encodeURIComponent).join('/');
}

// Paths are built unescaped, as the dictionary has them; the query is ready as it is.
function address(path) {
  const [bare, query] = path.split('?');
  const queries = [query, version && `v=${encodeURIComponent(version)}`].filter(Boolean).join('&');
  return escaped(bare) + (queries ? `?${queries}` : '');
}

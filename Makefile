# Targets of phusong. `make` alone lists them. They need Go only, `make web` node and npm; tests that compare with
# another program skip where it is missing and cannot be installed.

GO       ?= go
export CGO_ENABLED ?= 0
REGIONS  := $(sort $(dir $(wildcard fixtures/*/region.yaml)))
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME ?= 5s
PACKAGES := ./...

# Prints every skipped test of a verbose log with the last line it logged, its reason.
skips := /^=== (RUN|CONT|NAME)/ { test = $$3 } /^ +[a-z_0-9]+\.go:[0-9]+: / && !/testscript\.go/ { said[test] = $$0 } /--- SKIP/ { print $$0 said[$$3]; n++ } END { if (!n) print "  nothing" }

.DEFAULT_GOAL := help
PEERS := python3-geopandas python3-shapely python3-rasterio python3-numba python3-pyproj python3-rtree python3-gdal gdal-bin postgresql postgis

.PHONY: help build run tools test race lint bench bench-go bench-nation bench-nation10 bench-terrain bench-peers fuzz golden check province other web gallery generate clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## the program, bin/phusong
	$(GO) build -trimpath -o bin/phusong ./cmd/phusong

run: build ## the main job on fixtures/longan, into out/longan
	bin/phusong analyze fixtures/longan -o out/longan

# Programs that the tests compare with, or show documents and pages in: command:package of Debian.
TOOLS := gdalinfo:gdal-bin geod:proj-bin zsh:zsh fish:fish qemu-aarch64:qemu-user soffice:libreoffice-writer-nogui \
	pdftoppm:poppler-utils rsvg-convert:librsvg2-bin chromium:chromium node:nodejs npm:npm fc-list:fontconfig

tools: ## install the programs that tests compare with, as root on Debian; nothing else needs them
	@missing=""; for t in $(TOOLS); do command -v $${t%%:*} >/dev/null || missing="$$missing $${t##*:}"; done; \
	fc-list 2>/dev/null | grep -q 'Liberation Serif' || missing="$$missing fonts-liberation2"; \
	[ -e /usr/lib/libreoffice/program/libsclo.so ] || missing="$$missing libreoffice-calc-nogui"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "installing$$missing"; \
	  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$missing; } >/dev/null 2>&1 || \
	    echo "not to be had; tests with them will skip"; \
	else echo "not here, tests with them will skip:$$missing"; fi

# A slow machine needs more than the ten minutes that go test gives a package.
PATIENCE := -timeout 30m

test: tools ## every test; what was skipped is listed with its reason
	@mkdir -p out; $(GO) test -v $(PATIENCE) $(PACKAGES) >out/test.log 2>&1; status=$$?; \
	if [ $$status -ne 0 ]; then cat out/test.log; exit $$status; fi; \
	grep -E '^(ok|\?) ' out/test.log; echo "skipped:"; awk '$(skips)' out/test.log

# What runs in parallel is raced whole where it is small, else by the tests that compare numbers of workers and by scripts
# that use several: under the detector a test takes ten times as long.
RACED := Workers|Parts|Strips|Parallel|Stream|Ordered|Anyone|Concurrent|Prepared

race: ## what runs in parallel, under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race -short $(PATIENCE) ./internal/... ./coverage/predict ./coverage/analysis ./coverage/webmap
	CGO_ENABLED=1 $(GO) test -race -short $(PATIENCE) -run '$(RACED)' ./coverage/... ./geo/...
	CGO_ENABLED=1 $(GO) test -race -short $(PATIENCE) -run 'TestScript/(analyze|workers|radius|whatif|prepare|serve|interrupt)$$' ./cmd/phusong

lint: ## format, vet and staticcheck
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo "run gofmt -w on these files"; exit 1; }
	$(GO) vet $(PACKAGES)
	$(GO) run $(STATICCHECK) $(PACKAGES)

# Where the regions and outputs of measurements are: the nation needs 3 GB, ten times it 20 GB.
BENCH ?= $(if $(TMPDIR),$(TMPDIR),/tmp)/phusong-bench
SCALE ?= province
MEASURE = IN=$(BENCH) OUT=$(BENCH)/out SCALE=$(SCALE) $(GO) run ./fixtures/measure

province: build ## an invented province of 2,000 sites: the same bytes as ever, for 1, 2 and 7 workers, and the laws
	@mkdir -p out; $(GO) run ./fixtures/synthetic/cmd -scenario province -o $(BENCH)/province
	fixtures/measure/bytes.sh bin/phusong $(BENCH) 2>/dev/null
	$(GO) run ./fixtures/measure/laws -every 5 $(BENCH)/bytes/analyze

bench: build ## start-up, the province and its bytes, then the Go benchmarks: what each takes
	@mkdir -p out; $(GO) run ./fixtures/synthetic/cmd -scenario province -o $(BENCH)/province
	$(MEASURE) -repeat 3 -o out/bench-start.md fixtures/measure/start.list
	$(MEASURE) -repeat 3 -o out/bench-province.md fixtures/measure/province.list
	$(MAKE) bench-go

bench-go: ## Go benchmarks, the text that benchstat reads
	$(GO) test -run '^$$' -bench . -benchmem -benchtime 100ms -timeout 30m $(PACKAGES)

bench-nation: build ## the nation, from making it to its bytes for 1, 2 and 7 workers, in minutes
	@mkdir -p out; $(GO) run ./fixtures/synthetic/cmd -scenario nation -o $(BENCH)/nation
	$(MEASURE) -o out/bench-nation.md fixtures/measure/nation.list

bench-nation10: build ## ten times the nation: 3 GB of input
	@mkdir -p out; $(GO) run ./fixtures/synthetic/cmd -scenario nation10 -o $(BENCH)/nation10
	$(MEASURE) -o out/bench-nation10.md fixtures/measure/nation10.list

bench-terrain: ## the nation's best stations over terrain, populated cells; EVERY=40 for every 40th tile
	@$(GO) run ./fixtures/synthetic/cmd -scenario nation -terrain-arcsec 3 -o $(BENCH)/nation-terrain
	PHUSONG_TERRAIN=$(BENCH)/nation-terrain PHUSONG_TERRAIN_EVERY=$(EVERY) $(GO) test ./coverage/analysis -run '^$$' -bench PopulatedOverTerrain -benchtime 1x -cpu 1,2 -timeout 60m

bench-peers: build ## the same jobs by other programs, installed as root on Debian, and whether they agree; SCALE=nation for all of it
	@apt-get update >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $(PEERS) >/dev/null
	@mkdir -p out; $(GO) run ./fixtures/synthetic/cmd -scenario $(SCALE) -o $(BENCH)/$(SCALE)
	$(MEASURE) -o out/bench-peers-$(SCALE).md fixtures/measure/peers.list
	bash fixtures/peers/agree.sh $(BENCH)/out/peers

fuzz: ## every fuzz target for FUZZTIME each
	@for pkg in $$($(GO) list $(PACKAGES)); do \
	  for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "fuzz $$pkg $$target"; \
	    fuzz() { $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x $$pkg; }; \
	    if out=$$(fuzz 2>&1); then echo "$$out"; continue; fi; \
	    echo "$$out"; \
	    case "$$out" in *'Failing input'*) exit 1;; *'context deadline exceeded'*) ;; *) exit 1;; esac; \
	    echo "the fuzzer ran into its own deadline and found nothing: once more"; fuzz || exit 1; \
	  done; \
	done

golden: ## rewrite golden files and the expect folders of the fixtures
	$(GO) test $(PACKAGES) -run 'Golden|Script' -update
	@for region in $(REGIONS); do $(GO) run ./cmd/phusong check --update $$region || exit 1; done

check: build ## recompute every fixture and compare with its expect folder
	@for region in $(REGIONS); do bin/phusong check $$region || exit 1; done

other: build ## the same bytes on another processor: an arm64 build under qemu-aarch64
	GOARCH=arm64 $(GO) build -trimpath -o bin/phusong-arm64 ./cmd/phusong
	@for region in $(REGIONS); do qemu-aarch64 bin/phusong-arm64 check $$region || exit 1; done
	@rm -rf out/here* out/other*
	bin/phusong analyze fixtures/lens --criterion outdoor-110 -o out/here >/dev/null
	qemu-aarch64 bin/phusong-arm64 analyze fixtures/lens --criterion outdoor-110 -o out/other >/dev/null
	diff -r out/here out/other
	@for f in gpkg kmz geoparquet fgb csv pmtiles; do bin/phusong report out/here --format $$f -o out/here-$$f && \
		qemu-aarch64 bin/phusong-arm64 report out/other --format $$f -o out/other-$$f && diff -r out/here-$$f out/other-$$f || exit 1; done
	$(GO) run ./fixtures/synthetic/cmd -scenario province -o $(BENCH)/province
	WORKERS=2 fixtures/measure/bytes.sh "qemu-aarch64 bin/phusong-arm64" $(BENCH) 2>/dev/null
	GOARCH=arm64 $(GO) test -c -o bin/propagation-arm64.test ./coverage/propagation
	cd coverage/propagation && qemu-aarch64 ../../bin/propagation-arm64.test -test.run SameBits
	GOARCH=arm64 $(GO) test -c -o bin/antenna-arm64.test ./coverage/antenna
	cd coverage/antenna && qemu-aarch64 ../../bin/antenna-arm64.test -test.run SameBits

web: ## rebuild the web map's page, coverage/webmap/assets (needs node and npm)
	cd coverage/webmap/page && npm ci --no-audit --no-fund --silent && npm test --silent && npm run build --silent

gallery: build tools ## draw docs/gallery from the fixtures (needs poppler, node and chromium)
	bash docs/gallery/make.sh bin/phusong

generate: ## rewrite the fixtures from the code that makes them
	$(GO) run ./fixtures/generate

clean: ## remove what the targets made
	rm -rf bin out

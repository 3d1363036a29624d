#!/usr/bin/env bash
# Draws the pictures of this folder from the fixtures: maps and a report by the
# program alone, pages of the report by pdftoppm, the web map in chromium.
#
#   bash docs/gallery/make.sh bin/phusong
set -euo pipefail
phusong=$(realpath "$1")
cd "$(dirname "$0")"
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT

for region in longan binhdinh khanhhoa hamlets; do
  "$phusong" analyze "../../fixtures/$region" -o "$work/$region" >/dev/null 2>&1
done
"$phusong" analyze ../../fixtures/longan -o "$work/longan-2023" --as-of 2023-12-31 --fiber ../../fixtures/longan/fiber-2023.csv >/dev/null 2>&1

rm -f -- *.svg *.png
map() { "$phusong" report "$work/$1" --format svg --lang vi --map "$2" -o "$3.svg"; }
for region in longan binhdinh khanhhoa; do
  map $region "choropleth fiber.connected" $region-fibre
  map $region "gaps 4g any" $region-gaps-4g
done
map longan "choropleth mobile.population 5g any" longan-people-5g
map hamlets "hamlets" hamlets
"$phusong" report "$work/longan" --since "$work/longan-2023" --format svg --lang vi --map "choropleth fiber.connected" -o longan-two-dates.svg

"$phusong" report "$work/longan" --since "$work/longan-2023" --format pdf --lang vi -o "$work/report.pdf"
pdftoppm -r 70 -png "$work/report.pdf" "$work/page"
pages=("$work"/page-*.png)
cp "${pages[0]}" report-1.png
cp "${pages[2]}" report-3.png

"$phusong" serve "$work/longan-2023" "$work/longan" --addr 127.0.0.1:0 >"$work/address" 2>&1 &
server=$!
for _ in $(seq 100); do
  base=$(grep -o 'http://127\.0\.0\.1:[0-9]*/' "$work/address" || true)
  [ -z "$base" ] || break
  sleep 0.1
done
e2e=../../coverage/webmap/e2e
[ -d $e2e/node_modules ] || (cd $e2e && npm ci --no-audit --no-fund --ignore-scripts >/dev/null)
node $e2e/gallery.mjs "$(command -v chromium)" "$base" "$PWD"
ls -1 -- *.svg *.png

#!/bin/sh
# Runs phusong analyze and writes the whole log of the run as a page. From a folder
# beside that of the regions:
#
#   PHUSONG=../main/bin/phusong sh ../main/docs/runs/record.sh PAGE "TITLE" REGION OUT [OPTION...]
#
# It needs GNU time and gawk or mawk. The page ends with what the run said of its
# input, counted by rule from run.json, and the size of what it wrote.
set -eu
page=$1 title=$2 region=$3 out=$4
shift 4
phusong=${PHUSONG:-phusong}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

status=0
/usr/bin/time -v -o "$tmp/time" "$phusong" analyze "$region" -o "$out" "$@" >"$tmp/out" 2>"$tmp/err" || status=$?

{
	echo "# $title"
	echo
	echo "$("$phusong" version); 2 cores, 24 GiB."
	echo
	echo '```console'
	echo "\$ phusong analyze $region -o $out${*:+ $*}"
	cat "$tmp/err"
	cat "$tmp/out"
	echo '```'
	echo
	echo "Exit code $status."
	echo
	echo '| measured by GNU time | |'
	echo '|---|---:|'
	awk -F': ' '/Elapsed|User time|System time|Maximum resident|Major|Percent of CPU/ { sub(/^[ \t]+/, "", $1); print "| " $1 " | " $2 " |" }' "$tmp/time"
	echo
	if [ -f "$out/run.json" ]; then
		echo '| problems by rule | rows |'
		echo '|---|---:|'
		awk '/^ "problems": \{\}/ { print "| none | 0 |"; exit } /^ "problems": \{/ { on = 1; next } on && /^ \}/ { exit } on { gsub(/[",]/, ""); sub(/:/, ""); print "| `" $1 "` | " $2 " |" }' "$out/run.json"
		echo
		echo '| written | bytes |'
		echo '|---|---:|'
		for f in "$out"/*; do echo "| $(basename "$f") | $(wc -c <"$f" | tr -d ' ') |"; done
	fi
} >"$page"

#!/bin/sh
# A council is drafted, proof-read, convened in time, taken back once, and convened again: everybody
# gets one mail that every client can answer.
. "$(dirname "$0")/../lib.sh"
stand
assembly

mkdir "$T/documents"
printf '%%PDF-1.4 rapport\n' >"$T/documents/rapport d'été.pdf"
clock '2027-02-15 09:00'
draft 2027-03-12 'video = https://visio.bourg.example/conseil' >"$T/name"
file=$(cat "$T/name")
cat >>"$file" <<'LINES'
[part apres-midi]
title = Ateliers
start = 2027-03-12 14:00
end = 2027-03-12 16:30
LINES

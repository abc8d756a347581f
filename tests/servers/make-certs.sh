#!/bin/sh
# make-certs.sh [--expired] DIR [NAMES] - certificates for the private servers of the tests.
#
# Leaves in DIR: ca.pem, and cert.pem with key.pem signed by it for NAMES; other-ca.pem, which signed
# nothing. NAMES is as openssl wants them; without, DNS:localhost alone, so that a client can meet a wrong
# host name at 127.0.0.1. Does nothing where they are there already. With --expired, cert.pem and key.pem are
# made anew, and expired yesterday. Fails with the words of openssl.
set -eu

days=3650
if [ "${1:-}" = --expired ]; then
    days=-1
    shift
fi

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: make-certs.sh [--expired] DIR [NAMES]" >&2
    exit 2
fi
names=${2:-DNS:localhost}
mkdir -p "$1"
cd "$1"
[ -e complete ] && [ "$days" -gt 0 ] && exit 0

quietly() {
    "$@" 2>openssl.log || { cat openssl.log >&2; exit 1; }
}

authority() { # NAME SUBJECT
    quietly openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
        -subj "/CN=$2" -addext basicConstraints=critical,CA:TRUE \
        -addext keyUsage=critical,keyCertSign,cRLSign -keyout "$1-key.pem" -out "$1.pem"
}

if [ ! -e complete ]; then
    authority ca "Test authority"
    authority other-ca "Another authority"
fi

quietly openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=localhost" \
    -keyout key.pem -out request.pem
cat >extensions <<END
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = $names
END
quietly openssl x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial \
    -days "$days" -extfile extensions -out cert.pem
chmod 600 key.pem ca-key.pem other-ca-key.pem
rm -f request.pem extensions openssl.log ca.srl
touch complete

#!/bin/sh
# stand.sh start DIR | stop DIR - everything a story needs: the private Dovecot, an SMTP server that delivers
# into it, and a rehearsal instance in DIR/instance that uses both.
#
# `start` writes DIR/stand.env (IMAP_PORT, IMAPS_PORT, SMTP_PORT, MAIL, CA, INSTANCE, DOMAIN) and prints it.
# The mailbox of the clerk is the user `greffe`; everybody else's is the local part of their address. All
# passwords are `secret`. GREFFE_BUILD names the programs (build/dev); STAND_SMTP adds options to smtpd.py.
# `mail-stop DIR` and `mail-start DIR [OPTIONS]` end the SMTP server and bring it back on its port.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
build=${GREFFE_BUILD:-$top/build/dev}
DOMAIN=assemblee.example

mail_start() { # DIR OPTIONS
    dir=$1 port=0 owner=
    [ "$(id -u)" != 0 ] || owner="--chown ${MAIL_USER:-nobody}"
    [ ! -s "$dir/smtp.port" ] || port=$(cat "$dir/smtp.port")
    rm -f "$dir/smtp.port"
    # shellcheck disable=SC2086
    /usr/bin/python3 "$here/smtpd.py" --dir "$dir" --port-file "$dir/smtp.port" --port "$port" --tls starttls \
        --cert "$dir/tls/cert.pem" --key "$dir/tls/key.pem" --user greffe --password secret \
        --deliver "$dir/mail" --authserv-id "mx.$DOMAIN" --bounce-list "$dir/bounces" \
        --dmarc-list "$dir/dmarc" $owner $2 </dev/null >"$dir/smtpd.out" 2>&1 &
    echo $! >"$dir/smtpd.pid"
    for _ in $(seq 100); do
        [ -s "$dir/smtp.port" ] && return
        sleep 0.1
    done
    cat "$dir/smtpd.out" >&2
    exit 1
}

mail_stop() {
    [ -s "$1/smtpd.pid" ] || return 0
    kill "$(cat "$1/smtpd.pid")" 2>/dev/null || true
    rm -f "$1/smtpd.pid"
}

start() {
    dir=$1
    mkdir -p "$dir"
    chmod 755 "$dir"
    "$here/dovecot.sh" start "$dir" >/dev/null
    . "$dir/dovecot.env"
    rm -f "$dir/smtp.port"
    mail_start "$dir" "${STAND_SMTP:-}"
    cat >"$dir/stand.env" <<ENV
IMAP_PORT=$IMAP_PORT
IMAPS_PORT=$IMAPS_PORT
SMTP_PORT=$(cat "$dir/smtp.port")
MAIL=$dir/mail
CA=$dir/tls/ca.pem
INSTANCE=$dir/instance
DOMAIN=$DOMAIN
ENV
    instance "$dir"
    cat "$dir/stand.env"
}

instance() {
    . "$1/stand.env"
    "$build/greffe" init "$INSTANCE" --rehearsal >/dev/null
    printf 'secret\n' >"$INSTANCE/config/password"
    chmod 600 "$INSTANCE/config/password"
    cat >"$INSTANCE/config/greffe.conf" <<CONF
[instance]
name = Assemblée des Territoires
address = greffe@$DOMAIN
staff = secretariat@$DOMAIN
language = fr
timezone = Europe/Paris
digest = ${STAND_DIGEST:-false}

[mailbox]
kind = imap
host = localhost
port = $IMAPS_PORT
tls = implicit
ca_file = $CA
auth = password
user = greffe
secret = file:config/password

[transport]
kind = smtp
host = localhost
port = $SMTP_PORT
tls = starttls
ca_file = $CA
auth = password
user = greffe
secret = file:config/password
connections = 4
per_domain = 0
recall_delay = ${STAND_RECALL_DELAY:-600}

[trust]
authserv_id = mx.$DOMAIN
CONF
}

stop() {
    mail_stop "$1"
    "$here/dovecot.sh" stop "$1" || true
}

case ${1:-} in
start) start "$2" ;;
stop) stop "$2" ;;
mail-start) mail_start "$2" "${3:-}" ;;
mail-stop) mail_stop "$2" ;;
*)
    sed -n '2,10p' "$0" >&2
    exit 2
    ;;
esac

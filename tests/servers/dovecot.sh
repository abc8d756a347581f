#!/bin/sh
# dovecot.sh start DIR | kill DIR | again DIR | stop DIR - a private Dovecot for tests and the demo.
#
# Listens on 127.0.0.1 only, on free ports: IMAP with STARTTLS, and IMAP over TLS, with a certificate
# for `localhost` and 127.0.0.1 of its own authority. Every user logs in with one password; the mail of
# USER is the Maildir DIR/mail/USER, into which tests may drop files. Runs as an ordinary user, or as
# root with the mail belonging to `nobody`: who makes files there as root gives them to
# MAIL_UID:MAIL_GID. `start` prints IMAP_PORT and IMAPS_PORT and writes DIR/dovecot.env for the shell;
# `kill` ends it without a word and `again` brings it back on its ports; `stop` ends only what `start` began. Fails with a line on standard error and exit code 1; 77 where
# Dovecot is not installed.
#
# From the environment at start: DOVECOT_PASSWORD (secret); DOVECOT_SEPARATOR (/) and DOVECOT_PREFIX
# (none), for a server whose folders are below "INBOX.".

set -eu
here=$(cd "$(dirname "$0")" && pwd)

die() {
    echo "dovecot.sh: $1" >&2
    exit "${2:-1}"
}

free_ports() {
    python3 - <<'PYTHON'
import socket

sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(s.getsockname()[1] for s in sockets))
PYTHON
}

write_configuration() {
    cat <<CONFIGURATION
base_dir = $RUN
state_dir = $RUN
instance_name = greffe-test-$IMAPS_PORT
log_path = $DIR/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = $INTERNAL_USER
default_internal_group = $INTERNAL_GROUP
default_login_user = $LOGIN_USER
first_valid_uid = 1
first_valid_gid = 1
default_process_limit = 512
default_client_limit = 2048
shutdown_clients = yes
mail_location = maildir:$DIR/mail/%u
mail_fsync = never
mail_max_userip_connections = 0
auth_failure_delay = 0
disable_plaintext_auth = yes
ssl = yes
ssl_min_protocol = TLSv1.2
ssl_cert = <$DIR/tls/cert.pem
ssl_key = <$DIR/tls/key.pem

passdb {
  driver = static
  args = password=$PASSWORD
}
userdb {
  driver = static
  args = uid=$MAIL_UID gid=$MAIL_GID home=$DIR/mail/%u
}
namespace inbox {
  inbox = yes
  separator = $SEPARATOR
  prefix = $PREFIX
  mailbox Junk {
    special_use = \Junk
  }
}
service imap-login {
  chroot =
  service_count = 0
  inet_listener imap {
    port = $IMAP_PORT
  }
  inet_listener imaps {
    port = $IMAPS_PORT
    ssl = yes
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
CONFIGURATION
}

# The process that `dovecot -c` leaves behind writes its number a moment later.
read_pid() {
    for _ in $(seq 100); do
        [ ! -s "$RUN/master.pid" ] || break
        sleep 0.05
    done
    [ -s "$RUN/master.pid" ] || die "dovecot does not start, see $DIR/dovecot.log"
    PID=$(cat "$RUN/master.pid")
    [ "$PID" -gt 1 ] || die "no process number in $RUN/master.pid"
}

choose_users() {
    if [ "$(id -u)" = 0 ]; then
        # Dovecot opens no mail as root.
        INTERNAL_USER=nobody
        INTERNAL_GROUP=$(id -gn nobody)
        LOGIN_USER=nobody
        MAIL_UID=$(id -u nobody)
        MAIL_GID=$(id -g nobody)
        chown "$MAIL_UID:$MAIL_GID" "$DIR/mail"
        chmod o+x "$DIR"
    else
        INTERNAL_USER=$(id -un)
        INTERNAL_GROUP=$(id -gn)
        LOGIN_USER=$INTERNAL_USER
        MAIL_UID=$(id -u)
        MAIL_GID=$(id -g)
    fi
}

start() {
    PATH=$PATH:/usr/sbin:/sbin
    command -v dovecot >/dev/null 2>&1 || die "dovecot is not installed (apt-get install dovecot-imapd)" 77
    mkdir -p "$1/mail"
    DIR=$(cd "$1" && pwd -P)
    PASSWORD=${DOVECOT_PASSWORD:-secret}
    SEPARATOR=${DOVECOT_SEPARATOR:-/}
    PREFIX=${DOVECOT_PREFIX:-}
    "$here/make-certs.sh" "$DIR/tls" DNS:localhost,IP:127.0.0.1 || die "no certificates"
    choose_users
    # Not below DIR: the path of a Unix socket may have 107 bytes only.
    RUN=$(mktemp -d "${TMPDIR:-/tmp}/greffe-dovecot.XXXXXX")
    chmod 755 "$RUN"

    # Another program may take a port between the choice and its use.
    for _ in 1 2 3; do
        ports=$(free_ports)
        IMAP_PORT=${ports% *}
        IMAPS_PORT=${ports#* }
        write_configuration >"$DIR/dovecot.conf"
        if dovecot -c "$DIR/dovecot.conf" >>"$DIR/dovecot.log" 2>&1; then
            read_pid
            cat >"$DIR/dovecot.env" <<ENVIRONMENT
IMAP_HOST=localhost
IMAP_PORT=$IMAP_PORT
IMAPS_PORT=$IMAPS_PORT
IMAP_PASSWORD='$PASSWORD'
CA_FILE='$DIR/tls/ca.pem'
MAIL_DIR='$DIR/mail'
MAIL_UID=$MAIL_UID
MAIL_GID=$MAIL_GID
DOVECOT_RUN='$RUN'
DOVECOT_PID=$PID
ENVIRONMENT
            echo "IMAP_PORT=$IMAP_PORT IMAPS_PORT=$IMAPS_PORT"
            return
        fi
    done
    rm -rf "$RUN"
    die "dovecot does not start, see $DIR/dovecot.log"
}

known() { # DIR: its environment
    DIR=$(cd "$1" && pwd -P)
    [ -f "$DIR/dovecot.env" ] || return 1
    # shellcheck source=/dev/null
    . "$DIR/dovecot.env"
}

# The number may belong to another process by now.
is_running() {
    tr '\0' ' ' <"/proc/$DOVECOT_PID/cmdline" 2>/dev/null | grep -qF "$DIR/dovecot.conf"
}

kill_it() {
    known "$1" || die "nothing runs for $1"
    ! is_running || kill -KILL "-$DOVECOT_PID"
}

again() {
    PATH=$PATH:/usr/sbin:/sbin
    known "$1" || die "nothing ran for $1"
    RUN=$DOVECOT_RUN
    rm -f "$RUN/master.pid"
    # What was killed a moment ago may still hold its ports.
    for _ in $(seq 50); do
        ! dovecot -c "$DIR/dovecot.conf" >>"$DIR/dovecot.log" 2>&1 || break
        sleep 0.1
    done
    read_pid
    sed -i "s/^DOVECOT_PID=.*/DOVECOT_PID=$PID/" "$DIR/dovecot.env"
}

stop() {
    known "$1" || return 0
    if is_running; then
        kill "$DOVECOT_PID"
        sleep 0.2
        # It leads a process group of its own, and waits for clients longer than a test likes to.
        kill -KILL "-$DOVECOT_PID" 2>/dev/null || true
    fi
    rm -rf "$DOVECOT_RUN" "$DIR/dovecot.env"
}

[ $# = 2 ] || die "usage: dovecot.sh start|kill|again|stop DIR" 2
case $1 in
start) start "$2" ;;
kill) kill_it "$2" ;;
again) again "$2" ;;
stop) stop "$2" ;;
*) die "usage: dovecot.sh start|kill|again|stop DIR" 2 ;;
esac

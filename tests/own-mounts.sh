# own-mounts.sh - a story that mounts runs again in a mount namespace of its own; before tests/lib.sh. $OWN_MOUNTS says
# whether it may: yes or no.
user=
[ "$(id -u)" = 0 ] || user=-r
if [ -z "${OWN_MOUNTS:-}" ]; then
    if unshare $user -m true 2>/dev/null; then
        OWN_MOUNTS=yes exec unshare $user -m "$0"
    fi
    OWN_MOUNTS=no
fi

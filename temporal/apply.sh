#!/bin/sh
# Tells a Temporal server what mdlc needs of it: the namespace and the search attributes. May be run again at any time.
# The work is that of `mdlc setup-server`; MDLC names that program where it is not on PATH. Address and credentials are those of the
# temporal CLI: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_….
set -eu

here=$(cd "$(dirname "$0")" && pwd)
TEMPORAL_ADDRESS=${TEMPORAL_ADDRESS:-localhost:7233}
export TEMPORAL_ADDRESS

if [ -n "${MDLC:-}" ]; then
    exec "$MDLC" setup-server "$@"
elif command -v mdlc > /dev/null; then
    exec mdlc setup-server "$@"
else
    exec dotnet run --project "$here/../src/Starter" -c Release -- setup-server "$@"
fi

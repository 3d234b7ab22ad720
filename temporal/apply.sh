#!/bin/sh
# Tells a Temporal server what mdlc needs of it: the namespace and the search attributes. May be run again at any time.
# The address and credentials are those of the temporal CLI: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_….
set -eu

here=$(cd "$(dirname "$0")" && pwd)
address=${TEMPORAL_ADDRESS:-localhost:7233}
namespace=${TEMPORAL_NAMESPACE:-default}
retention=${TEMPORAL_RETENTION:-720h}
export TEMPORAL_ADDRESS="$address" TEMPORAL_NAMESPACE="$namespace"

fail() {
    echo "apply.sh: $1" >&2
    exit 1
}

command -v temporal > /dev/null || fail "the temporal command line is not on PATH; see https://docs.temporal.io/cli"
health=$(temporal operator cluster health 2>&1) || fail "no Temporal server answers at $address: $health"

# A new namespace or attribute takes a moment to reach every part of a server: wait for what was asked for, for a minute.
wait_for() {
    tries=0
    until "$@" > /dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 60 ] || fail "made, but not visible after a minute: $*"
        sleep 1
    done
}

describe_namespace() {
    temporal operator namespace describe -n "$namespace"
}

type_of() {
    temporal operator search-attribute list | awk -v name="$1" '$1 == name { print $2 }'
}

has_type() {
    [ "$(type_of "$1")" = "$2" ]
}

if describe_namespace > /dev/null 2>&1; then
    echo "namespace $namespace: there"
else
    # Another apply may have been quicker: what counts is that the namespace is there.
    created=$(temporal operator namespace create -n "$namespace" --retention "$retention" 2>&1) ||
        describe_namespace > /dev/null 2>&1 || fail "namespace $namespace cannot be made: $created"
    wait_for describe_namespace
    wait_for temporal operator search-attribute list
    echo "namespace $namespace: made, closed workflows are kept for $retention"
fi

while read -r name type; do
    [ -n "$name" ] || continue
    found=$(type_of "$name")
    if [ -z "$found" ]; then
        created=$(temporal operator search-attribute create --name "$name" --type "$type" 2>&1) ||
            has_type "$name" "$type" || fail "search attribute $name cannot be made: $created"
        wait_for has_type "$name" "$type"
        echo "search attribute $name ($type): made"
    elif [ "$found" = "$type" ]; then
        echo "search attribute $name ($type): there"
    else
        fail "search attribute $name is a $found on $address, expected $type: use a namespace of its own for mdlc"
    fi
done < "$here/search-attributes.tsv"

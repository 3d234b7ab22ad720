#!/usr/bin/env bash
# Plants each fault of Faults/ into a copy of the engine and says by which seed the simulation finds it.
#   tests/Engine/Simulation/find-faults.sh [seeds, 5000] [names of faults, all of them]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
seeds=${1:-5000}
shift || true
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
(cd "$root" && git ls-files -z | grep -zE '^[^/]+$|^src/|^tests/(Engine/|Directory|[^/]+$)' | xargs -0 cp --parents -t "$copy")
build=(-c Release -v q --nologo -p:TreatWarningsAsErrors=false -p:RunAnalyzers=false)
(cd "$copy" && dotnet build tests/Engine "${build[@]}" >/dev/null)
bin=$copy/tests/Engine/bin/Release/net10.0
found=0 planted=0
for patch in "$here"/Faults/*.patch; do
  name=$(basename "$patch" .patch)
  if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
  planted=$((planted + 1))
  patch -d "$copy" -p1 -s <"$patch"
  if ! (cd "$copy" && dotnet build src/Engine "${build[@]}" >"$copy/build.log"); then
    echo "$name: DOES NOT BUILD"; grep -m3 'error' "$copy/build.log" || true
  else
    cp "$copy"/src/Engine/bin/Release/net10.0/Mdlc.Engine.dll "$bin"/
    if MDLC_MINIMISE=0 MDLC_SEEDS=$seeds dotnet exec "$bin"/Mdlc.Engine.Tests.dll -noColor -class '*SimulationTests' >"$copy/run.log" 2>&1; then
      echo "$name: NOT FOUND in $seeds seeds"
    else
      found=$((found + 1))
      echo "$name: $(grep -oE 'Seed [0-9]+ fails.*' "$copy/run.log" | head -1 | cut -c1-260 || echo 'the process ended')"
    fi
  fi
  patch -d "$copy" -p1 -s -R <"$patch"
done
echo "$found of $planted found"

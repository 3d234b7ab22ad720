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

# All in one build: an engine without a fault with its tests, and one with each.
names=()
for patch in "$here"/Faults/*.patch; do
  name=$(basename "$patch" .patch)
  if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
  names+=("$name")
  mkdir -p "$copy/src/$name"
  cp -r "$copy/src/Engine" "$copy/src/$name/Engine"
  patch -d "$copy/src/$name" -p2 -s <"$patch"
done
cat >"$copy/all.proj" <<'P'
<Project>
  <ItemGroup><Each Include="src/*/Engine/Engine.csproj;tests/Engine/Engine.Tests.csproj" /></ItemGroup>
  <Target Name="Build">
    <MSBuild Projects="@(Each)" Targets="Restore" Properties="Restoring=true" />
    <MSBuild Projects="@(Each)" Targets="Build" ContinueOnError="true" />
  </Target>
</Project>
P
(cd "$copy" && dotnet build all.proj "${build[@]}" >build.log 2>&1) || true
bin=$copy/tests/Engine/bin/Release/net10.0
found=0
for name in "${names[@]}"; do
  engine=$copy/src/$name/Engine/bin/Release/net10.0/Mdlc.Engine.dll
  if [ ! -f "$engine" ]; then
    echo "$name: DOES NOT BUILD"
    grep -m2 "/$name/.*error" "$copy/build.log" || true
    continue
  fi
  cp "$engine" "$bin"/
  if MDLC_MINIMISE=0 MDLC_SEEDS=$seeds dotnet exec "$bin"/Mdlc.Engine.Tests.dll -noColor -class '*SimulationTests' >"$copy/run.log" 2>&1; then
    echo "$name: NOT FOUND in $seeds seeds"
  else
    found=$((found + 1))
    echo "$name: $(grep -oE 'Seed [0-9]+ fails.*' "$copy/run.log" | head -1 | cut -c1-260 || echo 'the process ended')"
  fi
done
echo "$found of ${#names[@]} found"

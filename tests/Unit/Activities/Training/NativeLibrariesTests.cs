using Mdlc.Activities.Training;

namespace Mdlc.Unit.Tests.Activities.Training;

public sealed class NativeLibrariesTests
{
    [Fact]
    public void Findings_OnAMachineThatRunsTheseTests_FindWhatTheTestsNeed()
    {
        var findings = NativeLibraries.Findings().ToDictionary(finding => finding.Part);

        Assert.Equal(["LightGBM", "FastTree", "DuckDB", "SQLite", "SkiaSharp"], findings.Keys);
        Assert.All(["DuckDB", "SQLite", "SkiaSharp"], part => Assert.Null(findings[part].Problem));
    }
}

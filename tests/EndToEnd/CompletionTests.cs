using System.Diagnostics;

namespace Mdlc.EndToEnd.Tests;

/// <summary>Completion as a shell does it: the script is sourced, and asked for lines up to the cursor.</summary>
public sealed class CompletionTests
{
    /// <summary>A line and what bash would offer; none: bash offers files.</summary>
    private static readonly (string Line, string Offered)[] Lines =
    [
        ("mdlc rollb", "rollback"),
        ("mdlc runs -o ", "csv json table wide"),
        ("mdlc runs --format=w", "wide"),
        ("mdlc completion z", "zsh"),
        ("mdlc init ", ""),
        ("mdlc predict --file ", ""),
        ("mdlc predict \"a b", ""),
        ("mdlc run m", "model.yaml"),
    ];

    [Fact]
    public async Task Bash_CompletesWhatTheProgramKnows_AndLeavesFilesToTheShell()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !File.Exists("/bin/bash"), "needs bash");
        using var place = new Workplace();
        place.WriteSpec();
        var offers = Lines.Select(line => $"offer '{line.Line}'");
        var script = $$"""
            export PATH='{{Path.GetDirectoryName(MdlcProcess.Executable)}}':"$PATH"
            source <(mdlc completion bash)
            complete -p mdlc
            offer() {
                COMP_LINE="$1"; COMP_POINT=${#1}; read -ra COMP_WORDS <<< "$1"; COMPREPLY=()
                _mdlc
                printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd ' '
            }
            {{string.Join('\n', offers)}}
            """;

        var start = new ProcessStartInfo("/bin/bash", ["--norc", "-c", script]) { WorkingDirectory = place.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("MDLC_HOME");
        using var shell = Process.Start(start)!;
        var error = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = (await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).TrimEnd('\n').Split('\n');

        Assert.Equal("", await error);
        Assert.Equal(["complete -o default -F _mdlc mdlc", .. Lines.Select(line => line.Offered)], said);
        Assert.Equal(["model.yaml"], Directory.EnumerateFileSystemEntries(place.Folder).Select(Path.GetFileName));
    }
}

using Mdlc.Contracts.Tuning;
using Mdlc.Starter.Output;
using Mdlc.Starter.Runs;

namespace Mdlc.Unit.Tests.Starter.Runs;

public sealed class LeaderboardViewTests
{
    [Fact]
    public void Table_NamesTrialsFromOne_WithScoreAndOptions_AndWhyOneFailed()
    {
        var rows = Rows([Trial(3, 0.91234, null), Trial(0, 0.9, null), Trial(7, null, "no memory")]);

        Assert.Equal(["4", "0.9123", "leaves 13"], rows[0]);
        Assert.Equal(["1", "0.9", "leaves 10"], rows[1]);
        Assert.Equal(["8", "failed", "no memory"], rows[2]);
    }

    [Fact]
    public void Table_OfManyTrials_ShowsTheBestFive()
    {
        var rows = Rows([.. Enumerable.Range(0, 8).Select(trial => Trial(trial, 1 - (0.1 * trial), null))]);

        Assert.Equal(["1", "2", "3", "4", "5"], rows.Select(row => row[0]));
    }

    private static TrialResult Trial(int number, double? score, string? error) =>
        new(number, new Dictionary<string, double> { ["leaves"] = 10 + number }, score, error, 1);

    private static List<string[]> Rows(IReadOnlyList<TrialResult> trials)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var report = new Report(json: false, output, output, width: null);
        report.Document(0, terminal => terminal.Write(LeaderboardView.Table(new Leaderboard("auc", true, 20, trials))));
        var lines = output.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal("the best of 20 trials", lines[0].Trim());
        Assert.Equal(["trial", "auc", "options"], Cells(lines[1]));
        return [.. lines.Skip(2).Select(Cells)];
    }

    private static string[] Cells(string line) => line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

using System.Globalization;
using System.Text;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>
/// Writes a first <c>model.yaml</c>: what must be said, the dialect as it was found, and the rest as comments that show what could be said.
/// <see cref="SpecLoader"/> reads it back to the same spec.
/// </summary>
public sealed class SpecWriter
{
    private const string Utf8 = "utf-8";

    private readonly StringBuilder _text = new();
    private readonly SpecProposal _proposal;
    private readonly string _folder;

    private SpecWriter(SpecProposal proposal, string folder)
    {
        _proposal = proposal;
        _folder = folder;
    }

    /// <param name="folder">Where the file will stand: the source's path is written relative to it.</param>
    public static string Write(SpecProposal proposal, string folder)
    {
        var writer = new SpecWriter(proposal, Path.GetFullPath(folder));
        writer.WriteHead();
        writer.WriteSource();
        writer.WritePlan();
        writer.WriteExpectations();
        writer.WriteRest();
        return writer._text.ToString();
    }

    private void WriteHead()
    {
        var (task, positive, reason) = _proposal.Inference;
        Line(Invariant($"# Proposed by `mdlc init` from {_proposal.Rows} rows of {_proposal.Columns.Count} columns. Lines that begin with # are suggestions."));
        foreach (var note in _proposal.Notes)
        {
            Line($"# Note: {OneLine(note)}");
        }

        Line($"apiVersion: {ModelSpec.CurrentApiVersion}");
        Line($"model: {YamlText.Of(_proposal.Model)}");
        Line($"task: {EnumNames.Of(task)} # {OneLine(reason)}");
        Line($"label: {YamlText.Of(_proposal.Label)}");
        if (positive is not null)
        {
            Line($"positive: {YamlText.Of(positive)} # the value that counts as true");
        }

        if (_proposal.Time is { } time)
        {
            Line($"time: {YamlText.Of(time.Column)} # {OneLine(time.Reason)}");
        }
    }

    private void WriteSource()
    {
        var source = _proposal.Source;
        Line("source:");
        Line($"  {EnumNames.Of(source.Format)}: {YamlText.Of(Relative(source.Path))}");
        if (source.Arrivals is not null)
        {
            Line($"  arrivals: {YamlText.Of(Relative(source.Arrivals))}");
        }

        Line(Invariant($"  rules: {source.Rules}"));
        if (source.Format == SourceFormat.Csv)
        {
            WriteDialect(source);
        }

        WriteCells(source);
        WriteEntries("types", source.Types.Select(t => (t.Key, EnumNames.Of(t.Value))));
        WriteEntries("formats", source.Formats.Select(f => (f.Key, YamlText.Of(f.Value))));
        Line("");
    }

    private void WriteDialect(SourceSpec source)
    {
        if (source.Delimiter is not null)
        {
            Line($"  delimiter: {YamlText.Of(source.Delimiter)}");
        }

        Line($"  quote: {YamlText.Of(source.Quote)}");
        Line($"  escape: {YamlText.Of(source.Escape)}");
        if (source.Header is { } header)
        {
            Line($"  header: {(header ? "true" : "false")}");
        }

        if (source.SkipLines > 0)
        {
            Line(Invariant($"  skipLines: {source.SkipLines}"));
        }

        if (source.Names.Count > 0)
        {
            Line($"  names: {YamlText.List(source.Names)}");
        }
    }

    private void WriteCells(SourceSpec source)
    {
        var ofColumns = source.ColumnNullValues.Select(c => $"{{{YamlText.Of(c.Key)}: {YamlText.List(c.Value)}}}").ToList();
        if (source.NullValues.Count + ofColumns.Count > 0)
        {
            Line($"  nullValues: [{string.Join(", ", source.NullValues.Select(YamlText.Of).Concat(ofColumns))}]");
        }

        if (source.Decimal is { } mark)
        {
            Line($"  decimal: {YamlText.Of(mark)}");
        }

        if (source.Format == SourceFormat.Csv || (source.Format == SourceFormat.Json && source.Encoding != Utf8))
        {
            Line($"  encoding: {YamlText.Of(source.Encoding)}");
        }
    }

    private void WriteEntries(string key, IEnumerable<(string Column, string Value)> entries)
    {
        var lines = entries.Select(e => $"    {YamlText.Of(e.Column)}: {e.Value}").ToList();
        if (lines.Count > 0)
        {
            Line($"  {key}:");
            lines.ForEach(Line);
        }
    }

    private void WritePlan()
    {
        if (_proposal.Plan.Columns.Count == 0)
        {
            return;
        }

        var dropped = _proposal.Dropped.ToHashSet(StringComparer.Ordinal);
        var mark = dropped.Count == 0 ? "# " : "";
        Line("# How each column becomes features (numeric, category, hash, boolean, date, text or drop). State those that should be another.");
        Line($"{mark}transform:");
        Line($"{mark}  columns:");
        foreach (var column in _proposal.Plan.Columns)
        {
            Line($"{(dropped.Contains(column.Name) ? "" : "# ")}    {YamlText.Of(column.Name)}: {EnumNames.Of(column.Role)} # {OneLine(column.Reason)}");
        }

        Line("");
    }

    private void WriteExpectations()
    {
        Line("# What the data must keep: rows that do not are quarantined. The bounds are those of the data at hand.");
        Line("# expectations:");
        foreach (var column in _proposal.Columns)
        {
            if (Checks(column) is { Count: > 0 } checks)
            {
                Line($"#   - {{column: {YamlText.Of(column.Name)}, {string.Join(", ", checks)}}}");
            }
        }

        Line(Invariant($"#   - {{rows: {{min: {_proposal.Rows / 2}}}}}"));
        Line("#   - {quarantine: {maxShare: 0.05}}");
        Line("");
    }

    private static List<string> Checks(ColumnStatistics column)
    {
        // As many values as are ever listed may be more than were listed.
        const int MostListed = 9;
        var checks = new List<string>();
        if (column.Nulls == 0)
        {
            checks.Add("notNull: true");
        }

        if (column.Type is ColumnType.Integer or ColumnType.Number && double.IsFinite(column.Min) && double.IsFinite(column.Max))
        {
            checks.Add($"min: {YamlText.Of(column.Min)}, max: {YamlText.Of(column.Max)}");
        }

        if (column.Type == ColumnType.Text && column.Top.Count is > 0 and <= MostListed)
        {
            checks.Add($"oneOf: {YamlText.List(column.Top.Select(v => v.Value))}");
        }

        return checks;
    }

    private void WriteRest()
    {
        var task = _proposal.Inference.Task;
        var (split, train) = (new SplitSpec(), new TrainSpec());
        WriteSplit(split);
        Line(Invariant($"train: {{trainer: {EnumNames.Of(train.Trainer)}, seed: {train.Seed}}}"));
        Line($"evaluate: {{metric: {MetricTable.DefaultOf(task)}}}");
        Line("");
        Line("# Search for better options of the trainer first.");
        Line("# tune: {trials: 20}");
        Line("");
        var most = TaskRules.MostOfMargin(task, MetricTable.DefaultOf(task));
        Line("# What a new version must show before it takes the champion's place: that it is not much worse. How much is told by the test rows, so");
        Line("# that one just as good passes more than 8 times in 10 however few they are; where that comes to more than atMost, the gate says how");
        Line("# many test rows it would take.");
        Line("# gate:");
        Line(Invariant($"#   champion: {{kind: nonInferior, margin: {{standardErrors: {TaskRules.MarginStandardErrors}, atMost: {most}}}}}"));
    }

    private void WriteSplit(SplitSpec split)
    {
        var byHash = Invariant($"split: {{by: {EnumNames.Of(SplitKind.Hash)}, test: {split.Test}, seed: {split.Seed}}}");
        var byTime = Invariant($"split: {{by: {EnumNames.Of(SplitKind.Time)}, test: {split.Test}}}");
        if (_proposal.Time?.SplitReason is { } reason)
        {
            Line($"# {OneLine(reason)}");
            Line($"# Rows drawn from all times instead: {byHash}");
            Line(byTime);
            return;
        }

        if (_proposal.Time is not null)
        {
            Line($"# The last rows in time instead: {byTime}");
        }

        Line(byHash);
    }

    /// <summary>A path that moves with the folder where the two stand near each other.</summary>
    private string Relative(string path)
    {
        var relative = Path.GetRelativePath(_folder, path).Replace(Path.DirectorySeparatorChar, '/');
        return Path.IsPathRooted(relative) || relative.StartsWith("../../../", StringComparison.Ordinal) ? path : relative;
    }

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Line(string line) => _text.Append(line).Append('\n');
}

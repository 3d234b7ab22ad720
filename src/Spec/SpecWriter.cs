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
    private readonly SpecChoices _choices;

    private SpecWriter(SpecProposal proposal, string folder)
    {
        _proposal = proposal;
        _folder = folder;
        _choices = new SpecChoices(proposal.Inference.Task);
    }

    /// <param name="folder">Where the file will stand: the source's path is written relative to it.</param>
    /// <param name="schema">The schema's file or address, as an editor finds it from there; null: none is named.</param>
    public static string Write(SpecProposal proposal, string folder, string? schema = null)
    {
        var writer = new SpecWriter(proposal, Path.GetFullPath(folder));
        writer.WriteHead(schema);
        writer.WriteSource();
        writer.WritePlan();
        writer.WriteExpectations();
        writer.WriteRest();
        return writer._text.ToString();
    }

    private void WriteHead(string? schema)
    {
        if (schema is not null)
        {
            Line($"# yaml-language-server: $schema={schema}");
        }

        var (task, positive, reason) = _proposal.Inference;
        Line(Invariant($"# Proposed by `mdlc init` from {_proposal.Rows} rows of {_proposal.Columns.Count} columns. Lines that begin with # are suggestions; what a key may be is told by key: a | b | c."));
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
        Line($"  # {_choices.Of("source.types")}");
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
        Line("# How each column becomes features. State those that should be another.");
        string[] keys = ["columns", "lowCardinality", "highCardinality", "dates", "missing"];
        foreach (var key in keys)
        {
            Line($"# {_choices.Of($"transform.{key}")}");
        }

        Line($"{mark}transform:");
        Line($"{mark}  columns:");
        foreach (var column in _proposal.Plan.Columns)
        {
            Line($"{(dropped.Contains(column.Name) ? "" : "# ")}    {YamlText.Of(column.Name)}: {EnumNames.Of(column.Role)} # {OneLine(column.Reason)}");
        }

        WriteDifferences();
        Line("");
    }

    /// <summary>Of a few columns of times, how long it took from each to the next.</summary>
    private void WriteDifferences()
    {
        const int MostTimes = 4;
        var times = _proposal.Plan.Columns.Where(column => column.Role == ColumnRole.Date).Select(column => column.Name).ToList();
        if (times.Count is >= 2 and <= MostTimes)
        {
            Line("#   # The time from one to the other, where that means something:");
            Line($"#   differences: [{string.Join(", ", times.Zip(times.Skip(1), (from, to) => YamlText.List([from, to])))}]");
        }
    }

    private void WriteExpectations()
    {
        Line("# What the data must keep: rows that do not are quarantined (severity error), or counted and told (warn).");
        Line("# A bound lies three times as far from the median as the outermost value, or at 0 where counts end; there is none where the next rows may well");
        Line("# go beyond it: few rows, dates, counters, ids, codes, heavy tails, columns that change along the file. Put what you know in its place.");
        Line($"# {_choices.Of("expectations.severity")}");
        Line("# expectations:");
        var dropped = _proposal.Plan.Columns.Where(column => column.Role == ColumnRole.Drop).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var rule in _proposal.Columns.Where(column => !dropped.Contains(column.Name)).SelectMany(Rules))
        {
            Line($"#   - {{{rule}}}");
        }

        Line(Invariant($"#   - {{rows: {{min: {_proposal.Rows / 2}}}}}"));
        Line("#   - {quarantine: {maxShare: 0.05}}");
        Line("");
    }

    private IEnumerable<string> Rules(ColumnStatistics column)
    {
        // As many values as are ever listed may be more than were listed.
        const int MostListed = 9;
        var name = $"column: {YamlText.Of(column.Name)}";
        var bounds = _proposal.Bounds.GetValueOrDefault(column.Name);
        string?[] checks =
        [
            // A row without a label is kept, counted and told as it is.
            column.Nulls == 0 && column.Name != _proposal.Label ? "notNull: true" : null,
            bounds?.Min is { } min ? $"min: {YamlText.Of(min)}" : null,
            bounds?.Max is { } max ? $"max: {YamlText.Of(max)}" : null,
        ];
        if (checks.Any(check => check is not null))
        {
            yield return $"{name}, {string.Join(", ", checks.OfType<string>())}";
        }

        // A value that has not been seen is news, and not a fault.
        if (column.Type == ColumnType.Text && column.Top.Count is > 0 and <= MostListed)
        {
            yield return $"{name}, oneOf: {YamlText.List(column.Top.Select(v => v.Value))}, severity: {EnumNames.Of(Severity.Warn)}";
        }
    }

    private void WriteRest()
    {
        var task = _proposal.Inference.Task;
        var (split, train) = (new SplitSpec(), new TrainSpec());
        Line($"# {_choices.Of("split.by")}");
        WriteSplit(split);
        Line("");
        Line($"# {_choices.Of("train.trainer")}");
        _choices.Parameters(train.Trainer).ForEach(line => Line($"# {line}"));
        Line(Invariant($"train: {{trainer: {EnumNames.Of(train.Trainer)}, seed: {train.Seed}}}"));
        Line("");
        Line($"# {_choices.Of("evaluate.metric")}");
        WriteSlices();
        Line($"evaluate: {{metric: {MetricTable.DefaultOf(task)}}}");
        Line("");
        Line("# Search for better options of the trainer first.");
        Line("# tune: {trials: 20} # or by time: {budget: 5m}");
        Line("");
        var most = TaskRules.MostOfMargin(task, MetricTable.DefaultOf(task));
        Line("# What a new version must show before it takes the champion's place: that it is not much worse. How much is told by the test rows, so");
        Line("# that one just as good passes more than 8 times in 10 however few they are; where that comes to more than atMost, the gate says how");
        Line("# many test rows it would take. Beside it, limits: {METRIC: {min: …, max: …}}.");
        Line($"# {_choices.Of("gate.champion.kind")}");
        Line("# gate:");
        Line(Invariant($"#   champion: {{kind: {EnumNames.Of(ChampionRuleKind.NonInferior)}, margin: {{standardErrors: {TaskRules.MarginStandardErrors}, atMost: {most}}}}}"));
        Line("");
        Line("# Where a promoted version goes.");
        Line($"# {_choices.Of("deploy.target")}");
        Line($"# deploy: {{target: {EnumNames.Of(new DeploySpec().Target)}}}");
        Line("");
        Line("# What the model's card says, beside what was measured.");
        Line("# about:");
        Line("#   owner: who answers for the model");
        Line("#   intendedUse: who may use it for what");
        Line("#   limits: [what it must not be used for]");
        Line("#   tags: []");
    }

    /// <summary>Columns that have a few values each.</summary>
    private void WriteSlices()
    {
        const int MostValues = 12;
        const int MostNamed = 12;
        var used = _proposal.Plan.Columns.Where(column => column.Role != ColumnRole.Drop).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        var few = _proposal.Columns
            .Where(column => used.Contains(column.Name) && column is { Type: ColumnType.Text or ColumnType.Boolean or ColumnType.Integer, Distinct: > 1 and <= MostValues })
            .Select(column => column.Name)
            .Take(MostNamed)
            .ToList();
        if (few.Count > 0)
        {
            Line($"# evaluate.slices, columns by whose values the metrics are told too, such as: {YamlText.List(few)}");
        }
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

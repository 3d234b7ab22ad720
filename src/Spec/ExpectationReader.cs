using System.Globalization;
using System.Text.RegularExpressions;
using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>Reads the list of expectations: rules of a column, of the number of rows, and the share that may be quarantined.</summary>
internal sealed class ExpectationReader
{
    private const string Form = "{column: age, min: 0}, {rows: {min: 1000}} or {quarantine: {maxShare: 0.05}}";
    private static readonly string[] ColumnChecks = ["notNull", "unique", "min", "max", "oneOf", "matches"];
    private readonly List<Expectation> _expectations = [];

    public IReadOnlyList<Expectation> Expectations => _expectations;

    /// <summary>Null when no item says it.</summary>
    public double? QuarantineMaxShare { get; private set; }

    public void Read(SpecValue? list)
    {
        foreach (var item in list?.Items($"a list of rules such as {Form}") ?? [])
        {
            Read(item.Section($"a rule such as {Form}"));
        }
    }

    private void Read(SpecSection rule)
    {
        var subjects = new[] { rule.Find("column"), rule.Find("rows"), rule.Find("quarantine") };
        var severity = rule.Find("severity")?.Choice(EnumNames.Of<Severity>()) ?? Severity.Error;
        var column = ReadColumnRule(rule, severity);
        var rows = ReadRowsRule(rule, severity);
        var share = ReadQuarantine(rule);
        rule.Close();
        if (rule.IsPresent && subjects.Count(s => s is not null) != 1)
        {
            rule.Report($"a rule is about one of column, rows and quarantine, such as {Form}");
        }
        else if (subjects[0] is not null)
        {
            CheckColumnRule(rule, column);
            _expectations.Add(column);
        }
        else if (subjects[1] is not null)
        {
            ForbidColumnChecks(rule, "rows");
            _expectations.Add(rows);
        }
        else
        {
            ForbidColumnChecks(rule, "quarantine");
            rule.Forbid("severity", "over the share the batch fails; quarantine has no severity");
            AddShare(rule, share);
        }
    }

    private static Expectation ReadColumnRule(SpecSection rule, Severity severity) => new()
    {
        Column = rule.Find("column")?.Text("the name of a column"),
        NotNull = rule.Find("notNull")?.Flag() ?? false,
        Unique = rule.Find("unique")?.Flag() ?? false,
        Min = rule.Find("min")?.Number(),
        Max = rule.Find("max")?.Number(),
        OneOf = rule.Find("oneOf")?.Texts("a list of allowed values", mayBeEmpty: true),
        Matches = ReadPattern(rule),
        Severity = severity,
    };

    private static void CheckColumnRule(SpecSection rule, Expectation expectation)
    {
        if (!StatesAny(rule, ColumnChecks))
        {
            rule.Report($"the rule checks nothing; add one of {string.Join(", ", ColumnChecks)}");
        }

        if (rule.Find("oneOf") is { Node: SpecNode.Sequence { Items.Count: 0 } } empty)
        {
            empty.Report("no value is allowed; list at least one");
        }

        ReportIfCrossed(rule, expectation.Min, expectation.Max);
    }

    private static Expectation ReadRowsRule(SpecSection rule, Severity severity)
    {
        var rows = rule.Section("rows", "bounds such as {min: 1000}");
        var min = rows.Find("min")?.Whole(0, long.MaxValue);
        var max = rows.Find("max")?.Whole(0, long.MaxValue);
        rows.Close();
        if (rows.IsPresent && !StatesAny(rows, "min", "max"))
        {
            rows.Report("the rule checks nothing; add min or max");
        }

        ReportIfCrossed(rows, min, max);
        return new Expectation { MinRows = min, MaxRows = max, Severity = severity };
    }

    private static double? ReadQuarantine(SpecSection rule)
    {
        var quarantine = rule.Section("quarantine", "{maxShare: 0.05}");
        var share = quarantine.Require("maxShare", "the largest share of rows that may be quarantined, from 0 to 1")
            ?.Number("a share from 0 to 1", n => n is >= 0 and <= 1);
        quarantine.Close();
        return share;
    }

    private static string? ReadPattern(SpecSection rule)
    {
        var value = rule.Find("matches");
        var pattern = value?.Text("a regular expression");
        if (pattern is null)
        {
            return null;
        }

        try
        {
            // Without backtracking: the part of the syntax that both .NET and DuckDB have, and that no value can make slow.
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return pattern;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            value!.Report($"not a regular expression that can be used here: {e.Message}");
            return null;
        }
    }

    private void AddShare(SpecSection rule, double? share)
    {
        if (share is not null && QuarantineMaxShare is not null)
        {
            rule.Report("quarantine is stated twice; keep one of them");
        }

        QuarantineMaxShare ??= share;
    }

    private static void ForbidColumnChecks(SpecSection rule, string subject)
    {
        foreach (var key in ColumnChecks)
        {
            rule.Forbid(key, $"a check of a column beside {subject}; put {subject} in an item of its own, with its bounds inside");
        }
    }

    private static bool StatesAny(SpecSection section, params IEnumerable<string> keys) => keys.Any(key => section.Find(key) is not null);

    private static void ReportIfCrossed(SpecSection section, double? min, double? max)
    {
        if (min > max)
        {
            section.Find("max")!.Report(string.Create(CultureInfo.InvariantCulture, $"max is below min ({min}); nothing can be within"));
        }
    }
}

using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Formats;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>What all columns of a source of texts are; what was decided is stated in the source.</summary>
/// <param name="Columns">In order.</param>
/// <param name="Decimal">The decimal mark that the columns showed, or the source's own.</param>
internal sealed record ColumnDecisions(IReadOnlyList<string> Names, IReadOnlyList<ColumnDecision> Columns, string? Decimal)
{
    public IReadOnlyList<string> Notes => [.. Columns.Select(c => c.Note).OfType<string>()];

    /// <exception cref="FaultException">Nobody can tell what some column is.</exception>
    public static ColumnDecisions Of(IReadOnlyList<string> names, IReadOnlyList<ColumnProfile> profiles, SourceRequest request)
    {
        var source = request.Source;
        if (source.Rules < ReadingRules.Second)
        {
            return new ColumnDecisions(names, [.. names.Select((n, i) => new ColumnDecision(FirstType(n, profiles[i], request)))], source.Decimal);
        }

        var stated = source.Decimal is [var mark] ? mark : (char?)null;
        var columns = All(names, profiles, request, stated);
        if (stated is null && ShowsComma(columns))
        {
            // One file has one decimal mark: where a column shows a comma, 1.234 in another is 1234.
            return new ColumnDecisions(names, All(names, profiles, request, ','), ",");
        }

        return new ColumnDecisions(names, columns, source.Decimal);
    }

    /// <summary>The source with every column's type and notation.</summary>
    public SourceSpec StatedIn(SourceSpec source)
    {
        var formats = Names.Zip(Columns).Where(c => c.Second.Format is not null).ToDictionary(c => c.First, c => c.Second.Format!);
        return source with
        {
            Types = Names.Zip(Columns).ToDictionary(c => c.First, c => c.Second.Type),
            Formats = formats,
            Decimal = Decimal,
        };
    }

    private static List<ColumnDecision> All(IReadOnlyList<string> names, IReadOnlyList<ColumnProfile> profiles, SourceRequest request, char? mark) =>
        [.. names.Select((name, i) => WholeColumnTyping.Decide(name, profiles[i], Context(name, request, mark)))];

    private static TypingContext Context(string name, SourceRequest request, char? mark) => new()
    {
        Type = TypeIn(request, name),
        Format = request.Source.Formats.GetValueOrDefault(name),
        Decimal = mark,
        IsDecimalStated = request.Source.Decimal is not null,
        IsLabel = name == request.Label,
        IsFixed = request.Columns is not null,
    };

    private static bool ShowsComma(List<ColumnDecision> columns)
    {
        var marks = columns.Where(c => c.Format is not null && NumberFormat.IsPattern(c.Format)).Select(c => NumberFormat.Parse(c.Format!)?.Decimal).ToList();
        return marks.Contains(',') && !marks.Contains('.');
    }

    private static ColumnType FirstType(string name, ColumnProfile profile, SourceRequest request) =>
        TypeIn(request, name) ?? ColumnTyping.Decide(name, profile);

    private static ColumnType? TypeIn(SourceRequest request, string name) =>
        request.Columns?.FirstOrDefault(c => c.Name == name)?.Type
        ?? (request.Source.Types.TryGetValue(name, out var given) ? given : (ColumnType?)null);
}

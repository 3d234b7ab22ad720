using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Proposals;

/// <summary>What the command line says of a source: it goes before what the file looks like.</summary>
internal static class SourceOptions
{
    private static readonly Dictionary<string, ColumnType> Types =
        Enum.GetValues<ColumnType>().ToDictionary(type => type.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <exception cref="UserException">An option is none of the file's, or not written as it should be.</exception>
    public static SourceSpec Apply(SourceSpec source, bool? header, string? delimiter, IReadOnlyList<string> types)
    {
        if (source.Format != SourceFormat.Csv && (header is not null || delimiter is not null))
        {
            throw new UserException($"Found --{(header is null ? "delimiter" : "header")} for a {source.Format.ToString().ToLowerInvariant()} file, which says it itself; leave it out.");
        }

        return source with { Header = header, Delimiter = delimiter is null ? null : One(delimiter), Types = TypesOf(types) };
    }

    private static string One(string delimiter) => delimiter switch
    {
        "\\t" or "tab" => "\t",
        { Length: 1 } when delimiter[0] is not ('\n' or '\r' or '\0' or '"') && char.IsAscii(delimiter[0]) => delimiter,
        _ => throw new UserException($"Found --delimiter '{delimiter}', expected one ASCII character, such as \";\", or \\t."),
    };

    private static Dictionary<string, ColumnType> TypesOf(IReadOnlyList<string> options)
    {
        var types = new Dictionary<string, ColumnType>(StringComparer.Ordinal);
        foreach (var entry in options.SelectMany(option => option.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            var at = entry.LastIndexOf('=');
            var (column, word) = at < 1 ? (entry, "") : (entry[..at].Trim(), entry[(at + 1)..].Trim());
            if (!Types.TryGetValue(word, out var type))
            {
                throw new UserException(
                    $"Found --types '{entry}', expected COLUMN=TYPE with a type of {string.Join(", ", Types.Keys.Select(name => name.ToLowerInvariant()))}, such as zip=text,day=timestamp.");
            }

            if (!types.TryAdd(column, type))
            {
                throw new UserException($"Found two types for column '{column}' in --types; keep one of them.");
            }
        }

        return types;
    }
}

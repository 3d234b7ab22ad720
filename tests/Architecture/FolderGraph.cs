using System.Text.RegularExpressions;

namespace Mdlc.Architecture.Tests;

/// <summary>
/// Which folders of a project use which. What a file sees is what the compiler lets it see: the namespaces that it has a using for, and
/// those around its own, whose types it sees without one. Within that, names decide; a project's analyzers hold that no using is idle.
/// </summary>
internal sealed partial class FolderGraph
{
    private readonly ILookup<string, string> _types;
    private readonly ILookup<string, string> _extensions;
    private readonly Dictionary<string, string> _folders;

    public FolderGraph(IReadOnlyList<SourceFile> files)
    {
        var placed = files.Where(f => f.Namespace is not null).ToList();
        _folders = placed.DistinctBy(f => f.Namespace).ToDictionary(f => f.Namespace!, FolderOf);
        _types = placed
            .SelectMany(f => f.Types.Where(t => !t.Modifiers.StartsWith("file ", StringComparison.Ordinal)), (f, t) => (f.Namespace, t.Name))
            .ToLookup(t => t.Namespace!, t => t.Name);
        _extensions = placed
            .SelectMany(f => ExtensionMethod.Matches(CodeText.Of(f.Text)), (f, m) => (f.Namespace, Name: m.Groups["name"].Value))
            .ToLookup(e => e.Namespace!, e => e.Name);
        Uses = [.. files.SelectMany(UsesOf).Where(u => u.From != u.To).Distinct()];
    }

    public IReadOnlyList<FolderUse> Uses { get; }

    /// <summary>The shortest way round from each folder that can be reached from itself, each told once: an edge a line, with its files and names.</summary>
    public IEnumerable<string> Cycles()
    {
        var next = Uses.ToLookup(u => u.From, u => u.To);
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in _folders.Values.Order(StringComparer.Ordinal).Where(f => !told.Contains(f)))
        {
            if (ShortestWayRound(folder, next) is { } way)
            {
                told.UnionWith(way);
                yield return string.Join("\n    ", way.Zip(way.Skip(1), Tell));
            }
        }
    }

    private static List<string>? ShortestWayRound(string start, ILookup<string, string> next)
    {
        var ways = new Queue<List<string>>([[start]]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (ways.TryDequeue(out var way))
        {
            foreach (var to in next[way[^1]].Distinct().Order(StringComparer.Ordinal))
            {
                if (to == start)
                {
                    return [.. way, to];
                }

                if (seen.Add(to))
                {
                    ways.Enqueue([.. way, to]);
                }
            }
        }

        return null;
    }

    private string Tell(string from, string to) =>
        $"{from} → {to}: " + string.Join(
            "; ",
            Uses.Where(u => u.From == from && u.To == to)
                .GroupBy(u => u.File, u => u.Name)
                .Select(file => $"{file.Key} uses {string.Join(", ", file.Order(StringComparer.Ordinal))}"));

    private IEnumerable<FolderUse> UsesOf(SourceFile file)
    {
        var code = CodeText.Of(file.Text);
        var usings = UsingLine.Matches(code).ToList();
        var body = UsingLine.Replace(code, "");
        var bare = BareName.Matches(body).Select(m => m.Value).ToHashSet(StringComparer.Ordinal);
        var called = MemberName.Matches(body).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

        return BySight().Concat(ByUsing()).Concat(ByQualifiedName(code, file.Namespace))
            .Select(use => new FolderUse(FolderOf(file), _folders[use.Namespace], Path.GetFileName(file.Path), use.Name));

        IEnumerable<(string Namespace, string Name)> BySight()
        {
            // A name is the nearest namespace's that has it.
            var nearer = new HashSet<string>(StringComparer.Ordinal);
            foreach (var seen in Around(file.Namespace))
            {
                foreach (var name in Named(seen).Where(n => !nearer.Contains(n)))
                {
                    yield return (seen, name);
                }

                nearer.UnionWith(_types[seen]);
            }
        }

        IEnumerable<(string Namespace, string Name)> ByUsing() =>
            from line in usings
            let seen = line.Groups["namespace"].Value
            where _folders.ContainsKey(seen) && !Around(file.Namespace).Contains(seen)
            from name in Named(seen).DefaultIfEmpty(IsForAComment(seen) ? "" : "something that no name shows")
            where name.Length > 0
            select (seen, name);

        IEnumerable<string> Named(string seen) => _types[seen].Where(bare.Contains).Concat(_extensions[seen].Where(called.Contains));

        bool IsForAComment(string seen) =>
            file.Text.Split('\n').Any(line => line.TrimStart().StartsWith("///", StringComparison.Ordinal) && _types[seen].Any(type => Regex.IsMatch(line, $@"\b{type}\b")));
    }

    /// <summary>Names with their namespace before them, whole or from where the file stands; so too what a using gives another name, or opens.</summary>
    private IEnumerable<(string Namespace, string Name)> ByQualifiedName(string code, string? place) =>
        from chain in QualifiedName.Matches(code)
        let words = chain.Value.Split('.')
        from length in Enumerable.Range(1, words.Length - 1)
        let written = string.Join('.', words[..length])
        let meant = Around(place).Select(around => $"{around}.{written}").Prepend(written).FirstOrDefault(_folders.ContainsKey)
        where meant is not null && _types[meant].Contains(words[length])
        select (meant, words[length]);

    /// <summary>A namespace and those around it, the nearest first.</summary>
    private static IEnumerable<string> Around(string? inner)
    {
        var words = inner?.Split('.') ?? [];
        return Enumerable.Range(0, words.Length).Select(left => string.Join('.', words[..(words.Length - left)]));
    }

    private static string FolderOf(SourceFile file) => file.Path[..file.Path.LastIndexOf('/')];

    [GeneratedRegex(@"^using (?<namespace>[\w.]+);\r?\n?", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex UsingLine { get; }

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_]\w*", RegexOptions.CultureInvariant)]
    private static partial Regex BareName { get; }

    [GeneratedRegex(@"\.\s*(?<name>[A-Za-z_]\w*)", RegexOptions.CultureInvariant)]
    private static partial Regex MemberName { get; }

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+", RegexOptions.CultureInvariant)]
    private static partial Regex QualifiedName { get; }

    [GeneratedRegex(@"\bstatic\b[^;{}=()]*?(?:\([^()]*\)[^;{}=()]*?)?\b(?<name>\w+)(?:<[^<>()]*>)?\(\s*this\b", RegexOptions.CultureInvariant)]
    private static partial Regex ExtensionMethod { get; }
}

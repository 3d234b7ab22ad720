using System.Globalization;
using Mdlc.Contracts.Faults;

namespace Mdlc.Trees;

/// <summary>
/// Reads LightGBM's text strictly: every key must be known and stand once, every list have its length, every number be one, and the nodes of
/// each tree form a tree. What is not scored here (linear leaves, averaged outputs, other objectives) is refused rather than scored wrongly.
/// </summary>
internal sealed class TreeReader(string text)
{
    private const int MostSlots = 10_000_000;
    private const int MostOutputs = 1_000_000;
    private const int MostKind = 15;

    private static readonly HashSet<string> HeadKeys =
    [
        "version", "num_class", "num_tree_per_iteration", "label_index", "max_feature_idx", "objective", "feature_names", "feature_infos", "tree_sizes",
    ];

    // Only a tree that splits by categories has them.
    private static readonly HashSet<string> CategoryKeys = ["cat_boundaries", "cat_threshold"];

    private static readonly HashSet<string> TreeKeys =
    [
        "num_leaves", "num_cat", "split_feature", "split_gain", "threshold", "decision_type", "left_child", "right_child", "leaf_value", "leaf_weight",
        "leaf_count", "internal_value", "internal_weight", "internal_count", "cat_boundaries", "cat_threshold", "is_linear", "shrinkage",
    ];

    private int _at;
    private int _line;

    public TreeModel Read()
    {
        if (NextLine() != "tree")
        {
            throw Damaged("it does not begin with the line \"tree\"");
        }

        var head = Section(HeadKeys);
        var version = Need(head, "version");
        if (version is not ("v3" or "v4"))
        {
            throw Damaged($"it is of version \"{Shown(version)}\"");
        }

        var slots = Whole(Need(head, "max_feature_idx"), 0, MostSlots - 1) + 1;
        var outputs = Whole(Need(head, "num_tree_per_iteration"), 1, MostOutputs);
        if (Whole(Need(head, "num_class"), 1, MostOutputs) != outputs)
        {
            throw Damaged("it has another number of classes than of trees an iteration");
        }

        var (objective, sigmoid) = ObjectiveOf(Need(head, "objective"), outputs);
        var count = Words(Need(head, "tree_sizes")).Length;
        if (count % outputs != 0)
        {
            throw Damaged($"its {count} trees are not as many for each of {outputs} classes");
        }

        var trees = new Tree[count];
        for (var i = 0; i < count; i++)
        {
            trees[i] = ReadTree(i, slots);
        }

        var end = NextFilledLine();
        return end == "end of trees" && _at == text.Length
            ? new TreeModel(text, objective, sigmoid, slots, outputs, trees)
            : throw Damaged($"it does not end with its {count} trees, but with \"{Shown(end)}\"");
    }

    private Tree ReadTree(int number, int slots)
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $"Tree={number}");
        var found = NextFilledLine();
        if (found != mark)
        {
            throw Damaged($"it has \"{Shown(found)}\" where \"{mark}\" belongs");
        }

        var section = Section(TreeKeys);
        if (Need(section, "is_linear") != "0")
        {
            throw Damaged($"{mark} has linear leaves");
        }

        var leaves = Whole(Need(section, "num_leaves"), 1, int.MaxValue);
        var sets = Whole(Need(section, "num_cat"), 0, leaves - 1);
        var nodes = leaves - 1;
        var parts = new TreeParts(
            Wholes(section, "split_feature", nodes, 0, slots - 1),
            Listed(section, "threshold", nodes, word => word == "inf" ? double.PositiveInfinity : Number(word)), // all but what is missing
            [.. Wholes(section, "decision_type", nodes, 0, MostKind).Select(kind => (byte)kind)],
            Wholes(section, "left_child", nodes, -leaves, nodes - 1),
            Wholes(section, "right_child", nodes, -leaves, nodes - 1),
            Numbers(section, "split_gain", nodes),
            Numbers(section, "leaf_value", leaves),
            // Of a tree without a split nobody counts.
            nodes == 0 ? [0] : [.. Wholes(section, "leaf_count", leaves, 0, int.MaxValue).Select(rows => (long)rows)],
            sets == 0 ? [0] : Wholes(section, "cat_boundaries", sets + 1, 0, int.MaxValue),
            sets == 0 ? [] : Bits(Need(section, "cat_threshold")));
        RequireTree(mark, parts);
        RequireSets(mark, parts, sets);
        return new Tree(parts);
    }

    // Each node and leaf is come to once, from the root: no circle, and nothing beside.
    private static void RequireTree(string mark, TreeParts parts)
    {
        var nodes = parts.Left.Length;
        var (seenNodes, seenLeaves) = (new bool[nodes], new bool[parts.Leaves.Length]);
        var open = new Stack<int>([nodes == 0 ? ~0 : 0]);
        while (open.TryPop(out var at))
        {
            ref var seen = ref at < 0 ? ref seenLeaves[~at] : ref seenNodes[at];
            if (seen)
            {
                throw Damaged($"{mark} comes to a node twice");
            }

            seen = true;
            if (at >= 0)
            {
                open.Push(parts.Left[at]);
                open.Push(parts.Right[at]);
            }
        }

        if (seenNodes.Contains(false) || seenLeaves.Contains(false))
        {
            throw Damaged($"{mark} has a node that no row comes to");
        }
    }

    private static void RequireSets(string mark, TreeParts parts, int sets)
    {
        var bounds = parts.CategoryBounds;
        if (bounds[0] != 0 || bounds[^1] != parts.Categories.Length || bounds.Zip(bounds.Skip(1)).Any(pair => pair.First > pair.Second))
        {
            throw Damaged($"{mark} has sets of categories whose ends are out of order");
        }

        for (var node = 0; node < parts.Kinds.Length; node++)
        {
            var isCategorical = (parts.Kinds[node] & 1) != 0;
            var threshold = parts.Thresholds[node];
            if ((isCategorical && !(threshold >= 0 && threshold < sets && threshold == Math.Floor(threshold))) || ((parts.Kinds[node] >> 2) & 3) == 3)
            {
                throw Damaged(string.Create(CultureInfo.InvariantCulture, $"{mark} has no such split as that of its node {node}"));
            }
        }
    }

    private (TreeObjective Objective, double Sigmoid) ObjectiveOf(string value, int outputs)
    {
        var words = Words(value);
        return words switch
        {
            ["binary", var sigmoid] when outputs == 1 && sigmoid.StartsWith("sigmoid:", StringComparison.Ordinal)
                && Number(sigmoid["sigmoid:".Length..]) is > 0 and var slope => (TreeObjective.Binary, slope),
            ["multiclass", var classes] when outputs > 1 && classes == string.Create(CultureInfo.InvariantCulture, $"num_class:{outputs}") =>
                (TreeObjective.Multiclass, 1),
            ["regression"] when outputs == 1 => (TreeObjective.Regression, 1),
            _ => throw Damaged($"it has the objective \"{Shown(value)}\""),
        };
    }

    /// <summary>The lines up to the next empty one.</summary>
    private Dictionary<string, string> Section(HashSet<string> known)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (NextLine() is { Length: > 0 } line)
        {
            var cut = line.IndexOf('=', StringComparison.Ordinal);
            if (cut < 0 || !known.Contains(line[..cut]) || !found.TryAdd(line[..cut], line[(cut + 1)..]))
            {
                throw Damaged($"\"{Shown(line)}\" is unknown, or stands twice");
            }
        }

        foreach (var key in known.Where(key => !CategoryKeys.Contains(key)))
        {
            Need(found, key);
        }

        return found;
    }

    private string Need(Dictionary<string, string> section, string key) =>
        section.TryGetValue(key, out var value) ? value : throw Damaged($"\"{key}\" is missing before line {_line}");

    private int[] Wholes(Dictionary<string, string> section, string key, int count, int from, int to) =>
        Listed(section, key, count, word => Whole(word, from, to));

    private double[] Numbers(Dictionary<string, string> section, string key, int count) => Listed(section, key, count, Number);

    private T[] Listed<T>(Dictionary<string, string> section, string key, int count, Converter<string, T> read)
    {
        var words = Words(Need(section, key));
        return words.Length == count
            ? Array.ConvertAll(words, read)
            : throw Damaged($"\"{key}\" before line {_line} has {words.Length} values, expected {count}");
    }

    private static uint[] Bits(string value) => Array.ConvertAll(Words(value), word =>
        uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) ? bits : throw Damaged($"\"{Shown(word)}\" is no set of categories"));

    private int Whole(string word, int from, int to) =>
        int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= from && value <= to
            ? value
            : throw Damaged($"\"{Shown(word)}\" before line {_line} is no whole number from {from} to {to}");

    private double Number(string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Damaged($"\"{Shown(word)}\" before line {_line} is no number");

    private static string[] Words(string value) => value.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private string NextFilledLine()
    {
        var line = NextLine();
        while (line is { Length: 0 })
        {
            line = NextLine();
        }

        return line ?? "";
    }

    private string? NextLine()
    {
        if (_at >= text.Length)
        {
            return null;
        }

        var end = text.IndexOf('\n', _at);
        if (end < 0)
        {
            throw Damaged("it ends in the middle of a line");
        }

        var line = text[_at..end];
        (_at, _line) = (end + 1, _line + 1);
        return line;
    }

    private static FaultException Damaged(string what) => TreeFaults.Damaged(what);

    private static string Shown(string value)
    {
        const int Most = 40;
        return value.Length <= Most ? value : $"{value[..Most]}…";
    }
}

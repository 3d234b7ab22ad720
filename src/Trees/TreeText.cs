using System.Globalization;
using System.Text;
using Mdlc.Contracts.Faults;

namespace Mdlc.Trees;

/// <summary>
/// LightGBM's text cut into its head and its trees, so that the texts of one training's segments become one. What it says of the training's
/// parameters is left out: the number of threads among them would be told by a model that does not depend on it.
/// </summary>
public sealed class TreeText
{
    private const string TreeMark = "Tree=";
    private const string Sizes = "tree_sizes=";
    private const string End = "end of trees\n";

    private readonly string _head;
    private readonly IReadOnlyList<string> _trees;

    private TreeText(string head, IReadOnlyList<string> trees) => (_head, _trees) = (head, trees);

    public int Trees => _trees.Count;

    /// <param name="text">Of a booster, or of one of these.</param>
    /// <exception cref="FaultException">It is no model's text.</exception>
    public static TreeText Split(string text)
    {
        var end = text.IndexOf($"\n{End}", StringComparison.Ordinal);
        if (end < 0)
        {
            throw TreeFaults.Damaged("it has no line \"end of trees\"");
        }

        var sizes = text.IndexOf(Sizes, StringComparison.Ordinal);
        if (sizes < 0 || sizes > end)
        {
            throw TreeFaults.Damaged("it has no line \"tree_sizes\"");
        }

        // A tree's text ends with two empty lines; the mark of the next stands at the beginning of a line.
        var trees = new List<string>();
        var at = text.IndexOf($"\n{TreeMark}", sizes, StringComparison.Ordinal) + 1;
        while (at > 0 && at < end)
        {
            var content = text.IndexOf('\n', at) + 1;
            var next = text.IndexOf($"\n{TreeMark}", content, StringComparison.Ordinal) + 1;
            trees.Add(text[content..(next > 0 && next < end ? next : end + 1)]);
            at = next;
        }

        return new TreeText(text[..sizes], trees);
    }

    /// <summary>The first so many trees.</summary>
    public TreeText First(int trees) => new(_head, [.. _trees.Take(trees)]);

    /// <summary>The trees of all, in order, under the head of the first.</summary>
    public static TreeText Join(IReadOnlyList<TreeText> parts) => new(parts[0]._head, [.. parts.SelectMany(part => part._trees)]);

    public override string ToString()
    {
        var text = new StringBuilder(_head);
        text.Append(Sizes).AppendJoin(' ', _trees.Select((tree, i) => (Head(i).Length + tree.Length).ToString(CultureInfo.InvariantCulture))).Append("\n\n");
        for (var i = 0; i < _trees.Count; i++)
        {
            text.Append(Head(i)).Append(_trees[i]);
        }

        return text.Append(End).ToString();
    }

    private static string Head(int tree) => string.Create(CultureInfo.InvariantCulture, $"{TreeMark}{tree}\n");
}

using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>Reads which cells mean "missing": a list for every column, a list for each of some columns, or a list that mixes both.</summary>
internal sealed class NullValueReader
{
    private const string Expected = "a list of texts, such as [NA, \"?\"], or lists by column, such as {sensor: [NA]}";

    private readonly List<string> _common = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _columns = new(StringComparer.Ordinal);

    /// <returns>Null: the key is absent.</returns>
    public (IReadOnlyList<string> Common, IReadOnlyDictionary<string, IReadOnlyList<string>> OfColumns)? Read(SpecValue? value, int rules)
    {
        if (value is null)
        {
            return null;
        }

        if (value.Node is SpecNode.Mapping)
        {
            AddColumns(value);
        }
        else
        {
            foreach (var item in value.Items(Expected))
            {
                Add(item);
            }
        }

        if (rules == ReadingRules.First && _columns.Count > 0)
        {
            value.Report("the first reading rules know null values of every column only; write a list of texts, or remove rules: 1");
        }

        return (_common, _columns);
    }

    private void Add(SpecValue item)
    {
        if (item.Node is SpecNode.Mapping)
        {
            AddColumns(item);
        }
        else if (item.Text(mayBeEmpty: true) is { } text)
        {
            if (_common.Contains(text))
            {
                item.Report($"\"{text}\" stands in the list twice; keep one of them");
                return;
            }

            _common.Add(text);
        }
    }

    private void AddColumns(SpecValue mapping)
    {
        foreach (var (column, words) in mapping.Entries(Expected))
        {
            var texts = words.Texts("a list of texts, such as [NA]", mayBeEmpty: true);
            if (!_columns.TryAdd(column, texts))
            {
                words.Report($"the column \"{column}\" has a list already; keep one of them");
            }
        }
    }
}

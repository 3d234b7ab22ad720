using System.Globalization;
using Mdlc.Contracts.Faults;

namespace Mdlc.Spec;

/// <summary>
/// A value of a spec, read as the type that its key wants. Each reading returns null after it has reported a problem, so that the caller
/// goes on with the default and finds the next problem too.
/// </summary>
internal sealed record SpecValue(SpecNode Node, SpecPath Path, SpecProblems Problems)
{
    /// <summary>Text as it stands there: <c>yes</c>, <c>1.0</c> and <c>2024-01-01</c> mean themselves, without YAML's guesses.</summary>
    public string? Text(string expected = "text", bool mayBeEmpty = false)
    {
        if (Node is SpecNode.Scalar { IsNull: false } scalar && (mayBeEmpty || scalar.Text.Length > 0))
        {
            return scalar.Text;
        }

        var isNullWord = Node is SpecNode.Scalar { IsNull: true, Text.Length: > 0 };
        Expect(isNullWord ? $"{expected}; put it in quotes if it is text" : expected);
        return null;
    }

    public bool? Flag()
    {
        switch (Node)
        {
            case SpecNode.Scalar { IsPlain: true, Text: "true" or "True" or "TRUE" }:
                return true;
            case SpecNode.Scalar { IsPlain: true, Text: "false" or "False" or "FALSE" }:
                return false;
            default:
                Expect("true or false");
                return null;
        }
    }

    public double? Number(string expected = "a number", Func<double, bool>? isAllowed = null)
    {
        if (Node is SpecNode.Scalar { IsPlain: true } scalar && TryNumber(scalar.Text, out var number) && isAllowed?.Invoke(number) != false)
        {
            return number;
        }

        ExpectNumber(expected);
        return null;
    }

    /// <param name="min">Smallest allowed, inclusive.</param>
    /// <param name="max">Largest allowed, inclusive.</param>
    public long? Whole(long min, long max)
    {
        if (Node is SpecNode.Scalar { IsPlain: true } scalar
            && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max)
        {
            return number;
        }

        ExpectNumber(string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"));
        return null;
    }

    public int? Whole(int min, int max) => (int?)Whole((long)min, max);

    public T? Choice<T>(IReadOnlyDictionary<string, T> choices)
        where T : struct
    {
        var text = (Node as SpecNode.Scalar)?.Text;
        if (text is not null && choices.TryGetValue(text, out var choice))
        {
            return choice;
        }

        ReportChoice(text, [.. choices.Keys]);
        return null;
    }

    public string? Choice(IReadOnlyCollection<string> choices)
    {
        var text = (Node as SpecNode.Scalar)?.Text;
        if (text is not null && choices.Contains(text))
        {
            return text;
        }

        ReportChoice(text, choices);
        return null;
    }

    public IReadOnlyList<SpecValue> Items(string expected)
    {
        if (Node is SpecNode.Sequence sequence)
        {
            return [.. sequence.Items.Select((item, i) => new SpecValue(item, Path.Item(i), Problems))];
        }

        Expect(expected);
        return [];
    }

    /// <summary>Text items, each once.</summary>
    public IReadOnlyList<string> Texts(string expected, bool mayBeEmpty = false)
    {
        var texts = new List<string>();
        foreach (var item in Items(expected))
        {
            var text = item.Text(mayBeEmpty: mayBeEmpty);
            if (text is not null && texts.Contains(text))
            {
                item.Report($"\"{text}\" stands in the list twice; keep one of them");
            }
            else if (text is not null)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    /// <summary>The entries of a mapping whose keys are the user's own names.</summary>
    public IReadOnlyList<(string Name, SpecValue Value)> Entries(string expected)
    {
        if (Node is SpecNode.Mapping mapping)
        {
            return [.. mapping.Entries.Select(e => (e.Key.Text, new SpecValue(e.Value, Path.Entry(e.Key.Text), Problems)))];
        }

        Expect(expected);
        return [];
    }

    /// <summary>A mapping with known keys; an empty one when it is something else.</summary>
    public SpecSection Section(string expected)
    {
        if (Node is not SpecNode.Mapping)
        {
            Expect(expected);
        }

        return new SpecSection(Node, Path, Problems);
    }

    public void Report(string message) => Problems.Add(Node, Path, message);

    /// <summary>A finite decimal number in the invariant form.</summary>
    public static bool TryNumber(string text, out double number) =>
        double.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out number)
        && double.IsFinite(number);

    public void Expect(string expected) => Report($"found {Node.Describe()}, expected {expected}");

    private void ExpectNumber(string expected)
    {
        var advice = Node switch
        {
            SpecNode.Scalar { IsPlain: false } quoted when TryNumber(quoted.Text, out _) => "; write it without quotes",
            SpecNode.Scalar { IsPlain: true } comma when comma.Text.Contains(',', StringComparison.Ordinal) && TryNumber(comma.Text.Replace(',', '.'), out _) => "; write a decimal point",
            _ => "",
        };
        Expect(expected + advice);
    }

    private void ReportChoice(string? text, IReadOnlyCollection<string> choices)
    {
        var near = text is null ? null : NearestName.Of(text, choices);
        Expect($"one of {string.Join(", ", choices)}" + (near is null ? "" : $"; did you mean {near}?"));
    }
}

using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>Reads what is declared of a model for its card.</summary>
internal static class AboutReader
{
    public static AboutSpec Read(SpecSection section)
    {
        var about = new AboutSpec
        {
            Owner = section.Find("owner")?.Text("who answers for the model, a person or a team"),
            IntendedUse = section.Find("intendedUse")?.Text("who may use the model for what"),
            Limits = ReadLimits(section.Find("limits")),
            Tags = section.Find("tags")?.Texts("a list of words, such as [churn, weekly]") ?? [],
        };
        section.Close();
        return about;
    }

    /// <summary>One limit needs no list.</summary>
    private static IReadOnlyList<string> ReadLimits(SpecValue? value)
    {
        const string Expected = "what the model must not be used for: a text, or a list of texts";
        return value switch
        {
            null => [],
            { Node: SpecNode.Scalar } => value.Text(Expected) is { } text ? [text] : [],
            _ => value.Texts(Expected),
        };
    }
}

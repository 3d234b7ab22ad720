using System.Globalization;
using System.Text;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>How often which fault came while which part had something under way.</summary>
internal sealed class Coverage
{
    private readonly Dictionary<(StepKind Fault, string Part), long> _counts = [];

    public void Add(StepKind fault, IEnumerable<string> parts)
    {
        foreach (var part in parts)
        {
            _counts[(fault, part)] = _counts.GetValueOrDefault((fault, part)) + 1;
        }
    }

    /// <summary>Faults that never met a part.</summary>
    public IEnumerable<string> Missing => Enum.GetValues<StepKind>().Where(kind => kind >= StepKind.FailedCommit)
        .SelectMany(fault => Parts.All.Where(part => !_counts.ContainsKey((fault, part))).Select(part => $"{fault} x {part}"));

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append("| fault |").AppendJoin('|', Parts.All).Append("|\n|---|").Insert(text.Length, "---|", Parts.All.Length).Append('\n');
        foreach (var fault in Enum.GetValues<StepKind>().Where(kind => kind >= StepKind.FailedCommit))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {fault} |")
                .AppendJoin('|', Parts.All.Select(part => _counts.GetValueOrDefault((fault, part)).ToString(CultureInfo.InvariantCulture))).Append("|\n");
        }

        return text.ToString();
    }
}

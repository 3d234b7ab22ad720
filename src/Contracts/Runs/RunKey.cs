namespace Mdlc.Contracts.Runs;

/// <summary>Names one run of one model. Its text, <c>project/model/n</c>, is what people type and what keys every effect of the run.</summary>
public sealed record RunKey(string Project, string Model, int Number)
{
    public string WorkflowId => $"run/{Project}/{Model}/{Number}";

    public override string ToString() => $"{Project}/{Model}/{Number}";

    /// <returns>False unless the text is <c>project/model/n</c> or <c>model/n</c> (project "default").</returns>
    public static bool TryParse(string text, out RunKey key)
    {
        key = new RunKey("", "", 0);
        var parts = text.Split('/');
        if (parts.Length is not (2 or 3) || !int.TryParse(parts[^1], out var number) || number < 1 || parts.Any(p => p.Length == 0))
        {
            return false;
        }

        key = new RunKey(parts.Length == 3 ? parts[0] : "default", parts[^2], number);
        return true;
    }
}

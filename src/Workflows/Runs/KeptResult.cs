namespace Mdlc.Workflows.Runs;

/// <summary>A stage's result as the catalog kept it.</summary>
/// <param name="Json">The result, as that stage returned it.</param>
public sealed record KeptResult(string Json);

namespace Mdlc.Starter.Comparing;

/// <summary>The document of <c>mdlc compare --json</c>.</summary>
/// <param name="Of">What is compared, in the order asked for.</param>
/// <param name="Rows">Those that differ first.</param>
/// <param name="Paired">Each version with the first.</param>
internal sealed record ComparisonView(IReadOnlyList<string> Of, IReadOnlyList<ComparedRow> Rows, IReadOnlyList<PairedRow> Paired);

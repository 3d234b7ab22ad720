namespace Mdlc.Contracts.Spec;

public sealed record MonitorSpec
{
    /// <summary>What a window is compared with: <c>training</c>, the rows the champion was trained on.</summary>
    public string Reference { get; init; } = "training";
}

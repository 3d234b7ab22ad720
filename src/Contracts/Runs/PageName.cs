namespace Mdlc.Contracts.Runs;

/// <summary>The pages of a run, by the names of their files.</summary>
public static class PageName
{
    public const string Report = "report.html";
    public const string Validation = "validation.html";
}

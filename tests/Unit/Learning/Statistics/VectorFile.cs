namespace Mdlc.Unit.Tests.Learning.Statistics;

internal static class VectorFile
{
    public static string Read(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Learning", "Statistics", name));
}

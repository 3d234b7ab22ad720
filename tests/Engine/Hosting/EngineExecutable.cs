namespace Mdlc.Engine.Tests.Hosting;

/// <summary>The engine as a program: the one beside the tests, or another build of it that <c>MDLC_ENGINE</c> names, such as the native one.</summary>
internal static class EngineExecutable
{
    public static string Path { get; } = Environment.GetEnvironmentVariable("MDLC_ENGINE") is { Length: > 0 } named
        ? named
        : System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Mdlc.Engine.exe" : "Mdlc.Engine");
}

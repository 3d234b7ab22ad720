namespace Mdlc.Starter.Hosting;

/// <summary>What <c>mdlc setup-server --json</c> says.</summary>
/// <param name="Made">Search attributes that the server did not know.</param>
/// <param name="There">Those that it knew.</param>
internal sealed record ServerSetupDone(string Server, string Namespace, bool NamespaceMade, IReadOnlyList<string> Made, IReadOnlyList<string> There);

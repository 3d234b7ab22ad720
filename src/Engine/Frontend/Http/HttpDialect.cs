namespace Mdlc.Engine.Frontend.Http;

/// <summary>The two forms of the same API.</summary>
/// <param name="ClientName">How its callers are known to the calls.</param>
/// <param name="Shorthand">Whether payloads are plain JSON where they can be.</param>
internal sealed record HttpDialect(string ClientName, bool Shorthand)
{
    /// <summary>As the server's own HTTP port speaks it.</summary>
    public static HttpDialect Server { get; } = new("temporal-server-http", Shorthand: true);

    /// <summary>As the Web UI asks for it.</summary>
    public static HttpDialect WebUi { get; } = new("temporal-ui", Shorthand: false);
}

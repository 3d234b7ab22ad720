namespace Mdlc.Engine.Kernel;

/// <summary>The web interface.</summary>
public sealed record UiOptions
{
    /// <summary>The port; 0 picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>The address to listen on.</summary>
    /// <value>Null: the engine's own.</value>
    public string? Ip { get; init; }

    /// <summary>The path under which everything is served, such as <c>/temporal</c>.</summary>
    /// <value>Empty by default.</value>
    public string PublicPath { get; init; } = "";

    /// <summary>A folder with a build of Temporal's Web UI.</summary>
    /// <value>Null: the engine's own pages, which only read.</value>
    public string? AssetPath { get; init; }

    /// <summary>Where the Web UI has payloads decoded.</summary>
    public string CodecEndpoint { get; init; } = "";

    /// <summary>Keeps the Web UI from fetching news.</summary>
    public bool DisableNewsFetch { get; init; }
}

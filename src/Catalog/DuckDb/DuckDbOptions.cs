namespace Mdlc.Catalog.DuckDb;

/// <summary>What one DuckDB session may use.</summary>
public sealed record DuckDbOptions
{
    /// <summary>Threads of one query.</summary>
    /// <value>The machine's processors, at most four: more only read ahead and hold memory.</value>
    public int Threads { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>DuckDB's own memory limit in MiB. It is kept only roughly: plan this much and 250 MiB.</summary>
    /// <value>384.</value>
    public int MemoryMiB { get; init; } = 384;
}

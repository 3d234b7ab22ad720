namespace Mdlc.Engine.Kernel;

/// <summary>When a reply may leave, seen from the disk.</summary>
public enum Durability
{
    /// <summary>After the commit that holds its effect has reached the disk (SQLite synchronous=FULL). The default.</summary>
    Strict,

    /// <summary>After the effect was queued for the disk (synchronous=NORMAL): a power cut may lose the last moments.</summary>
    Relaxed,
}

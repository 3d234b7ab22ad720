namespace Mdlc.Http;

/// <summary>What a server lacks that others than programs of this machine can reach.</summary>
public enum ExposureLack
{
    /// <summary>Whoever reaches it could ask.</summary>
    Keys,

    /// <summary>Keys and data would go over the network as they are.</summary>
    Tls,
}

using Mdlc.Contracts.Artifacts;

namespace Mdlc.Serving.Inference;

/// <summary>The protocol's datatypes, and which of them a column is sent in.</summary>
internal static class TensorType
{
    public const string Bool = "BOOL";
    public const string Int64 = "INT64";
    public const string Fp32 = "FP32";
    public const string Fp64 = "FP64";
    public const string Bytes = "BYTES";

    private static readonly string[] Numbers =
        ["INT8", "INT16", "INT32", Int64, "UINT8", "UINT16", "UINT32", "UINT64", Fp32, Fp64];

    /// <summary>The one that metadata names. The protocol has no dates: points in time are ISO 8601 text.</summary>
    public static string OfInput(ColumnType type) => type switch
    {
        ColumnType.Integer => Int64,
        ColumnType.Number => Fp64,
        ColumnType.Boolean => Bool,
        _ => Bytes,
    };

    /// <summary>Models compute in single precision, so their numbers are FP32, unless what they predict needs more.</summary>
    public static string OfOutput(ColumnType type, bool doublePrecision) => type == ColumnType.Number && !doublePrecision ? Fp32 : OfInput(type);

    /// <summary>Those that are accepted; values must still fit the column.</summary>
    public static IReadOnlyList<string> AcceptedFor(ColumnType type) =>
        type is ColumnType.Integer or ColumnType.Number ? Numbers : [OfInput(type)];

    /// <summary>The same where cells may also be texts, written as the training's were.</summary>
    public static IReadOnlyList<string> AcceptedWithTextsFor(ColumnType type) =>
        AcceptedFor(type) is var accepted && accepted.Contains(Bytes) ? accepted : [.. accepted, Bytes];
}

using Mdlc.Contracts.Artifacts;

namespace Mdlc.Contracts.Models;

/// <param name="Type">Numbers are computed in single precision.</param>
public sealed record SignatureOutput(string Name, ColumnType Type);

namespace Mdlc.Contracts.Monitoring;

public sealed record CategoryCount(string Value, long Rows);

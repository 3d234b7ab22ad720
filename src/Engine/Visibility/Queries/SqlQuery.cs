namespace Mdlc.Engine.Visibility.Queries;

/// <summary>A parsed query: the clauses that Temporal's parser takes, though not all are supported.</summary>
internal sealed record SqlQuery(SqlExpression? Where, IReadOnlyList<SqlExpression> GroupBy, bool HasOrderBy, bool HasLimit);

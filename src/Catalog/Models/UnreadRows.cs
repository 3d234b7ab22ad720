using Mdlc.Contracts.Validation;

namespace Mdlc.Catalog.Models;

/// <summary>Why a file got no predictions, as a document.</summary>
/// <param name="Rows">Rows of the file.</param>
/// <param name="Kept">Those that could be read.</param>
/// <param name="Rejected">Those that could not.</param>
/// <param name="Reasons">Most frequent first.</param>
/// <param name="Quarantine">Path of a Parquet file of the rejected rows: file, line, column, value, reason.</param>
public sealed record UnreadRows(long Rows, long Kept, long Rejected, IReadOnlyList<RejectionReason> Reasons, string Quarantine);

using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Csv;

/// <param name="Source">With delimiter, header and the lines to skip explicit, those of the first file.</param>
/// <param name="Files">Each with the lines to skip in it.</param>
/// <param name="Notes">Sentences for a person about what was guessed.</param>
internal sealed record SniffedSource(SourceSpec Source, IReadOnlyList<SourceFile> Files, IReadOnlyList<string> Notes);

using Mdlc.Contracts.Json;
using Temporalio.Converters;

namespace Mdlc.Workflows;

/// <summary>How payloads are written: as <see cref="MdlcJson"/> writes everything. Clients and workers must use it alike.</summary>
public static class MdlcDataConverter
{
    public static DataConverter Instance { get; } = DataConverter.Default with
    {
        PayloadConverter = new DefaultPayloadConverter(MdlcJson.Options),
    };
}

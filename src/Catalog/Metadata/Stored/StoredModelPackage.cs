using System.Text.Json;
using Mdlc.Contracts.Models;

namespace Mdlc.Catalog.Metadata.Stored;

internal static class StoredModelPackage
{
    public static ModelPackage Read(JsonElement value)
    {
        string? project = null, model = null, run = null, modelDigest = null, snapshot = null, folder = null;
        int? version = null;
        Dictionary<string, string>? files = null;
        DateTimeOffset? created = null;
        foreach (var member in StoredValues.Members(value))
        {
            switch (member.Name)
            {
                case "project": project = StoredValues.Text(member.Value); break;
                case "model": model = StoredValues.Text(member.Value); break;
                case "version": version = StoredValues.Number(member.Value); break;
                case "run": run = StoredValues.Text(member.Value); break;
                case "modelDigest": modelDigest = StoredValues.Text(member.Value); break;
                case "snapshot": snapshot = StoredValues.Text(member.Value); break;
                case "folder": folder = StoredValues.Text(member.Value); break;
                case "files": files = StoredValues.ByName(member.Value, StoredValues.Text); break;
                case "created": created = StoredValues.Moment(member.Value); break;
                default: throw new NotPlainException();
            }
        }

        return project is null || model is null || version is null || run is null || modelDigest is null || snapshot is null || folder is null || files is null || created is null
            ? throw new NotPlainException()
            : new ModelPackage(project, model, version.Value, run, modelDigest, snapshot, folder, files, created.Value);
    }
}

using System.Security.Cryptography;
using System.Text;
using Mdlc.Contracts.Decisions;
using Mdlc.Contracts.Json;

namespace Mdlc.Catalog.Trust;

/// <summary>Signed decisions, a file each: whoever has one can check it without this program.</summary>
public sealed class DecisionStore(Home home)
{
    /// <summary>Keeps a statement; one that is kept already stays as it is.</summary>
    public async Task KeepAsync(SignedDecision decision, CancellationToken cancellationToken = default)
    {
        var file = FileOf(decision.Statement);
        if (!File.Exists(file))
        {
            await JsonFile.WriteAsync(file, decision, cancellationToken);
        }
    }

    /// <returns>Null: none is kept.</returns>
    public async Task<SignedDecision?> FindAsync(string project, string model, string nonce, CancellationToken cancellationToken = default)
    {
        var file = Path.Combine(Folder(project, model), Name(nonce));
        return File.Exists(file) ? MdlcJson.Deserialize<SignedDecision>(await File.ReadAllTextAsync(file, cancellationToken)) : null;
    }

    private string FileOf(DecisionStatement said) => Path.Combine(Folder(said.Project, said.Model), Name(said.Nonce));

    private string Folder(string project, string model) => Path.Combine(home.Decisions, project, model);

    /// <summary>A nonce is whatever the signer chose: no path is made of it.</summary>
    private static string Name(string nonce) => $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(nonce)))[..32]}.json";
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mdlc.Http;

/// <summary>The certificate that a server shows, with its key and those between it and the authority's.</summary>
public sealed class ServerCertificate : IDisposable
{
    private ServerCertificate(X509Certificate2 leaf, X509Certificate2Collection chain)
    {
        Leaf = leaf;
        Chain = chain;
    }

    internal X509Certificate2 Leaf { get; }

    internal X509Certificate2Collection Chain { get; }

    /// <param name="certificateFile">PEM: the certificate first, then those between, as authorities hand them out.</param>
    /// <param name="keyFile">PEM, without a password.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="InvalidDataException">They hold no certificate and its key.</exception>
    public static ServerCertificate Load(string certificateFile, string keyFile)
    {
        try
        {
            var certificates = BoundedFile.ReadText(certificateFile);
            var leaf = X509Certificate2.CreateFromPem(certificates, BoundedFile.ReadText(keyFile));
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificates);
            return new ServerCertificate(leaf, chain);
        }
        catch (CryptographicException broken)
        {
            throw new InvalidDataException($"'{certificateFile}' and '{keyFile}' hold no certificate with its key ({broken.Message.TrimEnd('.')}), expected two PEM files, the key without a password.", broken);
        }
    }

    public void Dispose()
    {
        Leaf.Dispose();
        foreach (var between in Chain)
        {
            between.Dispose();
        }
    }
}

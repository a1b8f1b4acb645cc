"""How a desk is set up: everything comes from the environment, so that several workers have the same."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set, each as an environment variable with REPORTEDLY_ before its name.

    `db` is the ledger's address; `url` is where the public reaches the desk, as links in mails and feeds have it.
    """

    model_config = SettingsConfigDict(env_prefix="REPORTEDLY_", extra="ignore")

    db: str | None = Field(None, description="The ledger: sqlite:///FILE or postgresql://USER@HOST/NAME.")
    url: str = Field(
        "http://127.0.0.1:8000", description="Where the public reaches the desk, without a slash at the end."
    )
    name: str = Field("Reportedly", description="What the desk is called on its pages.")
    admin: str | None = Field(None, description="The name of the first administrator, made where there is no account.")
    admin_password: SecretStr | None = Field(None, description="The first administrator's password.")
    smtp: SecretStr | None = Field(
        None, description="smtp://USER:PASSWORD@HOST:PORT, or smtps://; without it no mail goes out."
    )
    mail_from: str | None = Field(None, description="Whose address mails carry; needed with smtp.")
    tiles: str | None = Field(None, description="A tile server for maps: https://HOST/{z}/{x}/{y}.png. Default: none.")
    tiles_credit: str = Field("", description="Whom the tile server wants credited.")
    oidc_issuer: str | None = Field(None, description="Sign in with OpenID Connect: the issuer's address.")
    oidc_client: str | None = Field(None, description="The client id that the issuer gave.")
    oidc_secret: SecretStr | None = Field(None, description="The client secret that the issuer gave.")
    largest_upload: int = Field(50_000_000, gt=0, description="The most bytes that one request may bring.")
    session_days: int = Field(14, gt=0, description="How long a sign-in lasts.")

    @property
    def secure(self) -> bool:
        """Whether the public reaches the desk over TLS, so that cookies go over nothing else."""
        return urlsplit(self.url).scheme == "https"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or self.url.endswith("/"):
            raise ValueError("REPORTEDLY_URL is where the desk is reached: https://claims.example.org")
        if self.smtp and not self.mail_from:
            raise ValueError("REPORTEDLY_SMTP needs REPORTEDLY_MAIL_FROM: whose address mails carry")
        if self.oidc_issuer and not (self.oidc_client and self.oidc_secret):
            raise ValueError("REPORTEDLY_OIDC_ISSUER needs REPORTEDLY_OIDC_CLIENT and REPORTEDLY_OIDC_SECRET")
        issuer = urlsplit(self.oidc_issuer or "")
        if self.oidc_issuer and issuer.scheme != "https" and issuer.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError("REPORTEDLY_OIDC_ISSUER is the issuer's address: https://accounts.example.org")
        if self.tiles and urlsplit(self.tiles).scheme != "https":
            raise ValueError("REPORTEDLY_TILES is a tile server: https://HOST/{z}/{x}/{y}.png")
        return self

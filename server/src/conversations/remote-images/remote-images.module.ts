import { Module } from '@nestjs/common';
import { RemoteImagesController } from './remote-images.controller.js';
import { RemoteImages } from './remote-images.service.js';

@Module({ controllers: [RemoteImagesController], providers: [RemoteImages], exports: [RemoteImages] })
export class RemoteImagesModule {}

/** Customers, addresses that are never written to, and erasure. */
import { Module } from '@nestjs/common';
import { Customers } from './customers';
import { Erasure } from './erasure';
import { Suppressions } from './suppressions';

@Module({ providers: [Customers, Erasure, Suppressions], exports: [Customers, Erasure, Suppressions] })
export class CustomersModule {}
